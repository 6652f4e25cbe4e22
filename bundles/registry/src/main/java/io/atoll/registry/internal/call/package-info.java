/** How a registry is asked: one verb is one class; {@link io.atoll.registry.internal.call.EndpointCaller} makes the calls, with authorisation and retries. */
@NullMarked
package io.atoll.registry.internal.call;

import org.jspecify.annotations.NullMarked;
