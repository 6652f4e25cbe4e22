/** Makes layers: trees into archives, archives into blobs. */
@NullMarked
package io.atoll.store.internal.pack;

import org.jspecify.annotations.NullMarked;
