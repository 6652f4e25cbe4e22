@NullMarked
package io.atoll.seccomp.internal;

import org.jspecify.annotations.NullMarked;
