@NullMarked
package io.atoll.launcher;

import org.jspecify.annotations.NullMarked;
