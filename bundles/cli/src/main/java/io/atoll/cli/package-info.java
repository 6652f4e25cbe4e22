/**
 * How a bundle adds a command to {@code atoll}: a {@link io.atoll.cli.Command} service.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.atoll.cli;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
