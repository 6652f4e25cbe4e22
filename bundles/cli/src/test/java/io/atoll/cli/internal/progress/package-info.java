@NullMarked
package io.atoll.cli.internal.progress;

import org.jspecify.annotations.NullMarked;
