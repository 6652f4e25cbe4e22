@NullMarked
package io.atoll.store.internal.copy;

import org.jspecify.annotations.NullMarked;
