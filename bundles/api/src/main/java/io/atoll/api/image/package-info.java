/** OCI images: references, digests, descriptors, manifests, configurations (image-spec 1.1). */
@Export
@Version("2.0.0")
@NullMarked
package io.atoll.api.image;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
