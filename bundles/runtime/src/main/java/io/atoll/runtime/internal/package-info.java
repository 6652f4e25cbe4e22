/** Containers: records on disk, plans, launches, what became of them. */
@NullMarked
package io.atoll.runtime.internal;

import org.jspecify.annotations.NullMarked;
