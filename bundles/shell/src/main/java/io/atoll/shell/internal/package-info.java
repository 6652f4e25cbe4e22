/** Gogo: the commands as functions that return objects. */
@NullMarked
package io.atoll.shell.internal;

import org.jspecify.annotations.NullMarked;
