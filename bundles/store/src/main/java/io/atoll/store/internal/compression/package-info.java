/** How layers are compressed. */
@NullMarked
package io.atoll.store.internal.compression;

import org.jspecify.annotations.NullMarked;
