@NullMarked
package io.atoll.cli.internal.mount;

import org.jspecify.annotations.NullMarked;
