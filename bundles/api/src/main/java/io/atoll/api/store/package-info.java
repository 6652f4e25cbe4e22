/** The image store: blobs, images, extracted layers, leases. */
@Export
@Version("2.0.0")
@NullMarked
package io.atoll.api.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
