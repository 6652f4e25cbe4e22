/** Commands about the engine and the room it takes. */
@NullMarked
package io.atoll.cli.internal.system;

import org.jspecify.annotations.NullMarked;
