package io.atoll.registry.internal.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.json.Json;
import io.atoll.registry.internal.auth.CredentialHelper.HelperException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps credentials where Docker does, so that both know the same: by a helper if one is configured, else in its {@code config.json}. */
public final class CredentialStore {
    private static final List<String> SECRETS =
            List.of("auth", "username", "password", "identitytoken", "registrytoken");

    private final Duration helperLimit;

    public CredentialStore() {
        this(CredentialHelper.LIMIT);
    }

    CredentialStore(Duration helperLimit) {
        this.helperLimit = helperLimit;
    }

    /**
     * Whether something could be stored, before anyone is asked for it to be proven.
     *
     * @throws AtollException INVALID if the file cannot be understood or the user has no home
     */
    public void check(Map<String, String> environment) {
        Optional<AuthFile> unused = AuthFile.read(file(environment));
    }

    /** @return where they are now, for people */
    public String store(String registry, Identity identity, Map<String, String> environment)
            throws InterruptedException {
        RegistryKey key = RegistryKey.of(registry);
        Path path = file(environment);
        Optional<String> name = AuthFile.read(path).flatMap(file -> file.helper(key));
        if (name.isEmpty()) {
            AuthFileEditor.edit(path, root -> put(root, key, identity));
            return path.toString();
        }
        CredentialHelper helper = new CredentialHelper(name.get(), environment, helperLimit);
        try {
            helper.store(key.addresses().getFirst(), identity);
        } catch (HelperException e) {
            throw new AtollException(
                    ErrorCode.UNAVAILABLE,
                    "cannot store the credentials for %s: %s; see to the helper, or remove it from %s"
                            .formatted(key, e.getMessage(), path));
        }
        // An older password in the file would be used should the helper fail one day.
        AuthFileEditor.edit(path, root -> remove(root, key));
        return helper.program();
    }

    /**
     * Removes them from every place where they are.
     *
     * @throws AtollException NOT_FOUND if there are none
     */
    public void erase(String registry, Map<String, String> environment) throws InterruptedException {
        RegistryKey key = RegistryKey.of(registry);
        boolean found = false;
        for (Path path : AuthFiles.of(environment).all()) {
            Optional<AuthFile> file = AuthFile.read(path);
            if (file.isEmpty()) {
                continue;
            }
            Optional<String> name = file.get().helper(key);
            if (name.isPresent()) {
                found |= eraseBy(new CredentialHelper(name.get(), environment, helperLimit), key);
            }
            if (has(file.get().copy(), key)) {
                found |= file.get().identity(key, "").isPresent();
                AuthFileEditor.edit(path, root -> remove(root, key));
            }
        }
        if (!found) {
            throw new AtollException(ErrorCode.NOT_FOUND, "not logged in to " + registry);
        }
    }

    private static boolean eraseBy(CredentialHelper helper, RegistryKey key) throws InterruptedException {
        boolean found = false;
        try {
            for (String address : key.addresses()) {
                if (helper.get(address).isPresent()) {
                    helper.erase(address);
                    found = true;
                }
            }
        } catch (HelperException e) {
            throw new AtollException(
                    ErrorCode.UNAVAILABLE, "cannot log out of %s: %s; try again".formatted(key, e.getMessage()));
        }
        return found;
    }

    private static boolean put(ObjectNode root, RegistryKey key, Identity identity) {
        String address = key.addresses().getFirst();
        ObjectNode auths = auths(root);
        ObjectNode entry = auths.get(address) instanceof ObjectNode there ? there : Json.object();
        // One entry a registry: another one, written differently, would have an older password.
        remove(root, key, address);
        entry.remove(SECRETS);
        boolean token = identity.kind() == Identity.Kind.IDENTITY_TOKEN;
        String pair = identity.username() + ":" + (token ? "" : identity.secret());
        entry.put("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        if (token) {
            entry.put("identitytoken", identity.secret());
        }
        auths.set(address, entry);
        return true;
    }

    private static boolean has(ObjectNode root, RegistryKey key) {
        return root.path("auths").properties().stream().anyMatch(entry -> key.matches(entry.getKey()));
    }

    private static boolean remove(ObjectNode root, RegistryKey key) {
        return remove(root, key, "");
    }

    private static boolean remove(ObjectNode root, RegistryKey key, String but) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : root.path("auths").properties()) {
            if (key.matches(entry.getKey()) && !entry.getKey().equals(but)) {
                names.add(entry.getKey());
            }
        }
        if (!names.isEmpty()) {
            auths(root).remove(names);
        }
        return !names.isEmpty();
    }

    private static ObjectNode auths(ObjectNode root) {
        return root.get("auths") instanceof ObjectNode auths ? auths : root.putObject("auths");
    }

    private static Path file(Map<String, String> environment) {
        return AuthFiles.of(environment)
                .docker()
                .orElseThrow(() -> new AtollException(
                        ErrorCode.INVALID, "cannot keep credentials: neither $DOCKER_CONFIG nor $HOME says where"));
    }
}
