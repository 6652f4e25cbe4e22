/** Storage drivers: how a container's root file system is made from layers. */
@Export
@Version("1.0.0")
@NullMarked
package io.atoll.api.storage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
