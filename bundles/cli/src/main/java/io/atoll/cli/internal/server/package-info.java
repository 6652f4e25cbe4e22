/** The command server: one unix socket, one connection per command (docs/protocol.md). */
@NullMarked
package io.atoll.cli.internal.server;

import org.jspecify.annotations.NullMarked;
