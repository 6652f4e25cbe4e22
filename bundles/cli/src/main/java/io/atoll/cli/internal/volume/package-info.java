/** The commands about volumes. */
@NullMarked
package io.atoll.cli.internal.volume;

import org.jspecify.annotations.NullMarked;
