/** The image store. {@link io.atoll.store.internal.FileImageStore} is where to begin. */
@NullMarked
package io.atoll.store.internal;

import org.jspecify.annotations.NullMarked;
