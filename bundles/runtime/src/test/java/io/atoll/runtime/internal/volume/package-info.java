@NullMarked
package io.atoll.runtime.internal.volume;

import org.jspecify.annotations.NullMarked;
