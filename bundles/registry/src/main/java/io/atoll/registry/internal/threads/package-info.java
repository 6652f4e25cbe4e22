/** Doing several things at a time. */
@NullMarked
package io.atoll.registry.internal.threads;

import org.jspecify.annotations.NullMarked;
