/** Images in tar archives: OCI layouts, and what Docker makes of images, old and new. */
@NullMarked
package io.atoll.store.internal.archive;

import org.jspecify.annotations.NullMarked;
