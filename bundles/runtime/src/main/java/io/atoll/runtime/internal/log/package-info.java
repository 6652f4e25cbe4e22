/** Containers' logs, read while their monitors write and rotate them. */
@NullMarked
package io.atoll.runtime.internal.log;

import org.jspecify.annotations.NullMarked;
