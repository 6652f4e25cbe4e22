/** Storage driver: plain copy. */
@NullMarked
package io.atoll.storage.copy.internal;

import org.jspecify.annotations.NullMarked;
