/** Pushing (distribution-spec 1.1 "Pushing"): blobs first, several at a time, then the documents that refer to them, the name last. */
@NullMarked
package io.atoll.registry.internal.push;

import org.jspecify.annotations.NullMarked;
