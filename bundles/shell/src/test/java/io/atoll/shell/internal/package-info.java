@NullMarked
package io.atoll.shell.internal;

import org.jspecify.annotations.NullMarked;
