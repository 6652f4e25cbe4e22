/** What could come next on a command line: asked by the scripts that shells load. */
@NullMarked
package io.atoll.cli.internal.completion;

import org.jspecify.annotations.NullMarked;
