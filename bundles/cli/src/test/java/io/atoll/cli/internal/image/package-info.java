@NullMarked
package io.atoll.cli.internal.image;

import org.jspecify.annotations.NullMarked;
