/** Volumes: their files, who uses them, and what an empty one gets of an image. */
@NullMarked
package io.atoll.runtime.internal.volume;

import org.jspecify.annotations.NullMarked;
