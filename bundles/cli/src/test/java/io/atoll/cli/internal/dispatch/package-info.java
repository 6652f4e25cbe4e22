@NullMarked
package io.atoll.cli.internal.dispatch;

import org.jspecify.annotations.NullMarked;
