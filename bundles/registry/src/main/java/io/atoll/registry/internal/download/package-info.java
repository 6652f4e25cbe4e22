/** Files of the web that are no registry's. */
@NullMarked
package io.atoll.registry.internal.download;

import org.jspecify.annotations.NullMarked;
