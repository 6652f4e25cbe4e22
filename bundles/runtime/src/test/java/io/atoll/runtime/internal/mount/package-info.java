@NullMarked
package io.atoll.runtime.internal.mount;

import org.jspecify.annotations.NullMarked;
