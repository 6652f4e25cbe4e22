@NullMarked
package io.atoll.cli.internal.server;

import org.jspecify.annotations.NullMarked;
