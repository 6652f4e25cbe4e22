/** Control groups (cgroups(7)), version 1 and 2. */
@NullMarked
package io.atoll.runtime.internal.cgroup;

import org.jspecify.annotations.NullMarked;
