/** What is needed, and the removal of what is not. */
@NullMarked
package io.atoll.store.internal.garbage;

import org.jspecify.annotations.NullMarked;
