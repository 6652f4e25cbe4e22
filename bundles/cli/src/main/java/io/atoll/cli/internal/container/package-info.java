/** Commands that work with containers. */
@NullMarked
package io.atoll.cli.internal.container;

import org.jspecify.annotations.NullMarked;
