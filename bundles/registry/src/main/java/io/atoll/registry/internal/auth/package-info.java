/** As whom a registry is asked: the files and helpers that Docker and Podman keep credentials in. */
@NullMarked
package io.atoll.registry.internal.auth;

import org.jspecify.annotations.NullMarked;
