@NullMarked
package io.atoll.registry.internal;

import org.jspecify.annotations.NullMarked;
