/** Events: told to whoever listens, kept in a bounded file. */
@NullMarked
package io.atoll.runtime.internal.event;

import org.jspecify.annotations.NullMarked;
