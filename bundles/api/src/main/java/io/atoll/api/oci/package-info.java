/** Containers as the OCI runtime specification has them: bundles, and the operations of its callers (runtime-spec 1.2). */
@Export
@Version("1.0.0")
@NullMarked
package io.atoll.api.oci;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
