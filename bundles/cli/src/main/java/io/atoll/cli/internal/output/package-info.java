/** How lists, documents, sizes and times are printed. */
@NullMarked
package io.atoll.cli.internal.output;

import org.jspecify.annotations.NullMarked;
