/** The OCI runtime specification's operations: bundles to launch plans, and the state of their containers. */
@NullMarked
package io.atoll.runtime.internal.oci;

import org.jspecify.annotations.NullMarked;
