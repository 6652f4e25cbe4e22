@NullMarked
package io.atoll.store.internal.disk;

import org.jspecify.annotations.NullMarked;
