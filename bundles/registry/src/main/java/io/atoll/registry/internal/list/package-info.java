/** What a registry has: the tags of a repository and what refers to a manifest. */
@NullMarked
package io.atoll.registry.internal.list;

import org.jspecify.annotations.NullMarked;
