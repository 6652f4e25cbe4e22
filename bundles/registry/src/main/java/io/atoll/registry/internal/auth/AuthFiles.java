package io.atoll.registry.internal.auth;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a user's credentials are.
 *
 * @param docker Docker's file, which is also written; empty for a user without a home
 * @param podman Podman's, in the order they are looked at
 */
record AuthFiles(Optional<Path> docker, List<Path> podman) {
    /** @throws AtollException INVALID if a variable names a relative path: relative to what the engine cannot know */
    static AuthFiles of(Map<String, String> environment) {
        Optional<Path> home = directory(environment, "HOME");
        Optional<Path> docker = directory(environment, "DOCKER_CONFIG")
                .or(() -> home.map(path -> path.resolve(".docker")))
                .map(path -> path.resolve("config.json"));
        List<Path> podman = new ArrayList<>();
        Optional<Path> chosen = directory(environment, "REGISTRY_AUTH_FILE");
        if (chosen.isPresent()) {
            podman.add(chosen.get());
        } else {
            directory(environment, "XDG_RUNTIME_DIR")
                    .ifPresent(path -> podman.add(path.resolve("containers/auth.json")));
            directory(environment, "XDG_CONFIG_HOME")
                    .or(() -> home.map(path -> path.resolve(".config")))
                    .ifPresent(path -> podman.add(path.resolve("containers/auth.json")));
        }
        return new AuthFiles(docker, podman);
    }

    /** In the order they are looked at. */
    List<Path> all() {
        List<Path> all = new ArrayList<>(podman);
        docker.ifPresent(path -> all.add(0, path));
        return all;
    }

    private static Optional<Path> directory(Map<String, String> environment, String variable) {
        String value = environment.getOrDefault(variable, "");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Path path = Path.of(value);
        if (!path.isAbsolute()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot look for credentials in '%s' ($%s): give an absolute path".formatted(value, variable));
        }
        return Optional.of(path);
    }
}
