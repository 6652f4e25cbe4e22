/** What is done while the engine is idle, so that no command pays for what is slow the first time. */
@NullMarked
package io.atoll.cli.internal.warm;

import org.jspecify.annotations.NullMarked;
