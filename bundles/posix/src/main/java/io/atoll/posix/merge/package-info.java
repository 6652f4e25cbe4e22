/** Layers copied on top of each other into a plain directory, as an overlay would show them. */
@Export
@Version("1.0.0")
@NullMarked
package io.atoll.posix.merge;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
