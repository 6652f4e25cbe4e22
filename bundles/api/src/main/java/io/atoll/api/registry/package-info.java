/** The registry client (distribution-spec 1.1). */
@Export
@Version("1.1.0")
@NullMarked
package io.atoll.api.registry;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
