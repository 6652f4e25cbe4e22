/** What a container's processes may do. */
@NullMarked
package io.atoll.runtime.internal.security;

import org.jspecify.annotations.NullMarked;
