/** Go templates for {@code --format}: the part of text/template that people use with container tools, on JSON values. */
@NullMarked
package io.atoll.cli.internal.template;

import org.jspecify.annotations.NullMarked;
