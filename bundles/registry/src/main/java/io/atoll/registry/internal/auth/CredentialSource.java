package io.atoll.registry.internal.auth;

import io.atoll.api.registry.RegistryAccess;
import io.atoll.registry.internal.auth.CredentialHelper.HelperException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out as whom a registry is asked: what the user said now, Docker's configuration, Podman's, nobody. In each file a helper goes before what is in the file itself. */
public final class CredentialSource {
    private final Duration helperLimit;

    public CredentialSource() {
        this(CredentialHelper.LIMIT);
    }

    CredentialSource(Duration helperLimit) {
        this.helperLimit = helperLimit;
    }

    /**
     * What was found.
     *
     * @param warnings helpers that failed, so that others were asked
     */
    public record Found(Optional<Identity> identity, List<String> warnings) {
        public Found {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * As whom a repository is asked for.
     *
     * @param repository as the registry knows it
     * @throws io.atoll.api.AtollException INVALID if a file cannot be read or understood
     */
    public Found find(String registry, String repository, RegistryAccess access) throws InterruptedException {
        return access.credentials() != null
                ? new Found(Optional.of(Identity.of(access.credentials())), List.of())
                : stored(registry, repository, access.environment());
    }

    /** As {@link #find}, but only what is configured. */
    public Found stored(String registry, String repository, Map<String, String> environment)
            throws InterruptedException {
        RegistryKey key = RegistryKey.of(registry);
        List<String> warnings = new ArrayList<>();
        for (Path path : AuthFiles.of(environment).all()) {
            Optional<AuthFile> file = AuthFile.read(path);
            if (file.isEmpty()) {
                continue;
            }
            Optional<Identity> identity = fromHelper(file.get(), key, environment, warnings);
            if (identity.isEmpty()) {
                identity = file.get().identity(key, repository);
            }
            if (identity.isPresent()) {
                return new Found(identity, warnings);
            }
        }
        return new Found(Optional.empty(), warnings);
    }

    private Optional<Identity> fromHelper(
            AuthFile file, RegistryKey key, Map<String, String> environment, List<String> warnings)
            throws InterruptedException {
        Optional<String> name = file.helper(key);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        CredentialHelper helper = new CredentialHelper(name.get(), environment, helperLimit);
        try {
            for (String address : key.addresses()) {
                Optional<Identity> identity = helper.get(address);
                if (identity.isPresent()) {
                    return identity;
                }
            }
        } catch (HelperException e) {
            warnings.add("the credentials for %s are looked for elsewhere: %s".formatted(key, e.getMessage()));
        }
        return Optional.empty();
    }
}
