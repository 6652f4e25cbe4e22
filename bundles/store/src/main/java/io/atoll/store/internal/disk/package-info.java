/** Files that survive: durable writes, locks across processes, temporary space. */
@NullMarked
package io.atoll.store.internal.disk;

import org.jspecify.annotations.NullMarked;
