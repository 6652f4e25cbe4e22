/** Finds a command by its words, parses its arguments, explains what is wrong with them. */
@NullMarked
package io.atoll.cli.internal.dispatch;

import org.jspecify.annotations.NullMarked;
