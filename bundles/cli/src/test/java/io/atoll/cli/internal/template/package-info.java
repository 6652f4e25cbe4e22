@NullMarked
package io.atoll.cli.internal.template;

import org.jspecify.annotations.NullMarked;
