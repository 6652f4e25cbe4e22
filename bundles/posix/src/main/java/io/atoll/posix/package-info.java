/** What several bundles do with files beyond one system call. */
@Export
@Version("1.2.0")
@NullMarked
package io.atoll.posix;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
