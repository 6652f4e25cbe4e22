/** From a registry into the store. */
@NullMarked
package io.atoll.registry.internal.pull;

import org.jspecify.annotations.NullMarked;
