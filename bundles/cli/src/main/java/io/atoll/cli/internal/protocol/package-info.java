/** Frames and what is in them (docs/protocol.md). */
@NullMarked
package io.atoll.cli.internal.protocol;

import org.jspecify.annotations.NullMarked;
