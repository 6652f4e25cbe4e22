/** The command that shows events. */
@NullMarked
package io.atoll.cli.internal.event;

import org.jspecify.annotations.NullMarked;
