/** Containers' root directories, to be worked in from outside. */
@NullMarked
package io.atoll.runtime.internal.root;

import org.jspecify.annotations.NullMarked;
