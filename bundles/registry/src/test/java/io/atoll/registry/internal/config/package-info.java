@NullMarked
package io.atoll.registry.internal.config;

import org.jspecify.annotations.NullMarked;
