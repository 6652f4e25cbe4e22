/** What happens to containers, images and the like, as it happens. */
@Export
@Version("1.0.0")
@NullMarked
package io.atoll.api.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
