/** Copying images between places without unpacking them, and the places that are directories or the store. */
@NullMarked
package io.atoll.store.internal.transfer;

import org.jspecify.annotations.NullMarked;
