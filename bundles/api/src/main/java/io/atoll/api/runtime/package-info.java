/** Containers: what is asked for, what there is, and what can be done with it. */
@Export
@Version("4.0.0")
@NullMarked
package io.atoll.api.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
