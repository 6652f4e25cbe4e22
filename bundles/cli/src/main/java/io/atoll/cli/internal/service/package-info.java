/** What the commands work with. */
@NullMarked
package io.atoll.cli.internal.service;

import org.jspecify.annotations.NullMarked;
