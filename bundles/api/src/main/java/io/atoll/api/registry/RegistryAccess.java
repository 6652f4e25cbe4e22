package io.atoll.api.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * As whom, and how, a registry is asked.
 *
 * @param credentials or null for what the user's configuration has
 * @param insecure whether plain HTTP, and certificates nobody vouches for, may be used although the host is neither loopback nor private
 * @param environment of the user who asks: {@code HOME}, {@code DOCKER_CONFIG}, {@code REGISTRY_AUTH_FILE}, {@code XDG_RUNTIME_DIR} say where credentials are,
 *     {@code PATH} where credential helpers are, {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} (also in lower case) how the network is reached. The engine's own
 *     environment is never looked at
 */
public record RegistryAccess(@Nullable Credentials credentials, boolean insecure, Map<String, String> environment) {
    /** As nobody, over the direct way. */
    public static final RegistryAccess ANONYMOUS = new RegistryAccess(null, false, Map.of());

    public RegistryAccess {
        environment = Map.copyOf(environment);
    }

    /** Its text shows no secrets: proxies may have passwords. */
    @Override
    public String toString() {
        return "RegistryAccess[%s%s]".formatted(credentials, insecure ? ", insecure" : "");
    }
}
