/** How containers find names. */
@NullMarked
package io.atoll.runtime.internal.dns;

import org.jspecify.annotations.NullMarked;
