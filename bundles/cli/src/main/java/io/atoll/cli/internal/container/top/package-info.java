/** The processes of a container. */
@NullMarked
package io.atoll.cli.internal.container.top;

import org.jspecify.annotations.NullMarked;
