/** How far something is, as people and programs are shown. */
@NullMarked
package io.atoll.cli.internal.progress;

import org.jspecify.annotations.NullMarked;
