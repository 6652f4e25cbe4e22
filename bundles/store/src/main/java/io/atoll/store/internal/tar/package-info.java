/** Reads tar archives: ustar, PAX and GNU, with names as the bytes they are. */
@NullMarked
package io.atoll.store.internal.tar;

import org.jspecify.annotations.NullMarked;
