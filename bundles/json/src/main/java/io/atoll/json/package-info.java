/** JSON: bounded parsing, RFC 8785 output, and the OCI documents. */
@Export
@Version("1.1.0")
@NullMarked
package io.atoll.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
