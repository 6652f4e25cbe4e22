/** The flags that say what of outside a new container sees. */
@NullMarked
package io.atoll.cli.internal.mount;

import org.jspecify.annotations.NullMarked;
