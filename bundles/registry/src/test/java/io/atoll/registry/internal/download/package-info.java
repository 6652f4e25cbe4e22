@NullMarked
package io.atoll.registry.internal.download;

import org.jspecify.annotations.NullMarked;
