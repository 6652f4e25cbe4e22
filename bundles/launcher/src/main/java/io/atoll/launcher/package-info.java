/** Starts the framework and the bundles. */
@NullMarked
package io.atoll.launcher;

import org.jspecify.annotations.NullMarked;
