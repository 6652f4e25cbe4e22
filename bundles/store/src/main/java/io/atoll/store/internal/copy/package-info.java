/** Copies files between roots: finds places in them, makes files of entries. */
@NullMarked
package io.atoll.store.internal.copy;

import org.jspecify.annotations.NullMarked;
