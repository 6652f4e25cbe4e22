/** The registry client (distribution-spec 1.1). */
@Export
@Version("2.0.0")
@NullMarked
package io.atoll.api.registry;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
