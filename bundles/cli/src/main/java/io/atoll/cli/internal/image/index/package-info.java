/** {@code atoll image index}: making and changing indexes of stored images. */
@NullMarked
package io.atoll.cli.internal.image.index;

import org.jspecify.annotations.NullMarked;
