/** Layers as archives: how they are compressed, written, packed from directories and unpacked into them. */
@Export
@Version("1.1.0")
@NullMarked
package io.atoll.api.layer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
