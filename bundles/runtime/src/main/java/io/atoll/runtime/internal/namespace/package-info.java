/** Whose namespaces a container has, and what is set in them. */
@NullMarked
package io.atoll.runtime.internal.namespace;

import org.jspecify.annotations.NullMarked;
