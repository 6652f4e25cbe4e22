/** What of outside a container sees: which mounts it has, how they are kept, and what they are in its launch plan. */
@NullMarked
package io.atoll.runtime.internal.mount;

import org.jspecify.annotations.NullMarked;
