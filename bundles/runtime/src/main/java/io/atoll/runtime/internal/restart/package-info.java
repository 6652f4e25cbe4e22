/** When a container is started again. */
@NullMarked
package io.atoll.runtime.internal.restart;

import org.jspecify.annotations.NullMarked;
