/** The system calls, through JNA's direct mapping. */
@NullMarked
package io.atoll.posix.internal;

import org.jspecify.annotations.NullMarked;
