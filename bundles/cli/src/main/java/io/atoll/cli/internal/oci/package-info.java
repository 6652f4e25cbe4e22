/** {@code atoll oci}: the command line of an OCI runtime, as runc has it. */
@NullMarked
package io.atoll.cli.internal.oci;

import org.jspecify.annotations.NullMarked;
