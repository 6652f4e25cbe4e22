/** Fuzz targets, what runs them, and what they run against. */
@NullMarked
package io.atoll.fuzz;

import org.jspecify.annotations.NullMarked;
