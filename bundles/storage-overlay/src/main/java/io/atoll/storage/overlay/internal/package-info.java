/** Storage driver: the kernel's overlay file system. */
@NullMarked
package io.atoll.storage.overlay.internal;

import org.jspecify.annotations.NullMarked;
