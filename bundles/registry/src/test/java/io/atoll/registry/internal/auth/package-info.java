@NullMarked
package io.atoll.registry.internal.auth;

import org.jspecify.annotations.NullMarked;
