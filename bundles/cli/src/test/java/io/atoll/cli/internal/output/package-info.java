@NullMarked
package io.atoll.cli.internal.output;

import org.jspecify.annotations.NullMarked;
