/** How a container's health follows from what its health check says. */
@NullMarked
package io.atoll.runtime.internal.health;

import org.jspecify.annotations.NullMarked;
