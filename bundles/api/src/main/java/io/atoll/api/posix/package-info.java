/** The system calls Atoll needs and Java lacks. */
@Export
@Version("1.2.0")
@NullMarked
package io.atoll.api.posix;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
