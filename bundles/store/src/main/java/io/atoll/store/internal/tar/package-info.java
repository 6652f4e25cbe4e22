/** Tar archives: reads ustar, PAX and GNU, writes ustar and PAX; names are the bytes they are. */
@NullMarked
package io.atoll.store.internal.tar;

import org.jspecify.annotations.NullMarked;
