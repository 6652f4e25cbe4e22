/** Contract suites and fakes that backends, ours and other people's, are tested with. */
@Export
@Version("1.1.0")
@NullMarked
package io.atoll.testing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
