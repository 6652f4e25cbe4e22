/** What the kernel holds against each of a container's processes. */
@NullMarked
package io.atoll.runtime.internal.limits;

import org.jspecify.annotations.NullMarked;
