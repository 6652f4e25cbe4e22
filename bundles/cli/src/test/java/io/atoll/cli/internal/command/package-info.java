@NullMarked
package io.atoll.cli.internal.command;

import org.jspecify.annotations.NullMarked;
