/** Requests and answers, as they go over the wire: nothing is followed, retried or authorised unless asked for. */
@NullMarked
package io.atoll.registry.internal.http;

import org.jspecify.annotations.NullMarked;
