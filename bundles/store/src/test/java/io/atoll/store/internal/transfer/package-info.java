@NullMarked
package io.atoll.store.internal.transfer;

import org.jspecify.annotations.NullMarked;
