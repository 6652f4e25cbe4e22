/** The registry client: one verb is one class, {@link io.atoll.registry.internal.EndpointCaller} makes the calls. */
@NullMarked
package io.atoll.registry.internal;

import org.jspecify.annotations.NullMarked;
