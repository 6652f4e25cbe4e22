/** Devices of the host that containers are given. */
@NullMarked
package io.atoll.runtime.internal.device;

import org.jspecify.annotations.NullMarked;
