/** Extracts layers: decompression, diff-id, and what an archive's entries make of a directory. */
@NullMarked
package io.atoll.store.internal.layer;

import org.jspecify.annotations.NullMarked;
