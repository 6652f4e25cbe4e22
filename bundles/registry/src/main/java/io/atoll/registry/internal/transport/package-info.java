/** Registries as a place that images are copied from and to: {@code docker://NAME}. */
@NullMarked
package io.atoll.registry.internal.transport;

import org.jspecify.annotations.NullMarked;
