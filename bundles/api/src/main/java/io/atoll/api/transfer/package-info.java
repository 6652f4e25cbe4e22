/** Copying images between places: registries, layouts, archives, the store. Each kind of place is a service. */
@Export
@Version("1.0.0")
@NullMarked
package io.atoll.api.transfer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
