/** OCI image layouts: blobs, the index, documents. */
@NullMarked
package io.atoll.store.internal.layout;

import org.jspecify.annotations.NullMarked;
