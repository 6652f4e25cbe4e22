/** OCI image layouts in any directory: reading, writing, checking, repairing and cloning them. */
@Export
@Version("1.0.0")
@NullMarked
package io.atoll.api.layout;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
