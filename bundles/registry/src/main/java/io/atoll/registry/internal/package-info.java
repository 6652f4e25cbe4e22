/** The registry client: the service and how its parts are put together. */
@NullMarked
package io.atoll.registry.internal;

import org.jspecify.annotations.NullMarked;
