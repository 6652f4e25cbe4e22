@NullMarked
package io.atoll.cli.internal.protocol;

import org.jspecify.annotations.NullMarked;
