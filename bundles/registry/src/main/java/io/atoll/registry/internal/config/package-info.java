/** How registries are reached: {@code registries.json}, Docker's folders of certificates, and the proxies of the user's environment. */
@NullMarked
package io.atoll.registry.internal.config;

import org.jspecify.annotations.NullMarked;
