package io.atoll.registry.internal.auth;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Docker's {@code config.json} or Podman's {@code auth.json}, as read. Errors say where in the file, never what stands there: it may be a secret. */
final class AuthFile {
    private final Path path;
    private final ObjectNode root;

    private AuthFile(Path path, ObjectNode root) {
        this.path = path;
        this.root = root;
    }

    /**
     * Empty if there is no such file, or nothing in it.
     *
     * @throws AtollException INVALID if it cannot be read or understood
     */
    static Optional<AuthFile> read(Path path) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(Json.MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw invalid(path, "permission denied");
        } catch (IOException e) {
            throw invalid(path, String.valueOf(e.getMessage()));
        }
        if (new String(bytes, StandardCharsets.ISO_8859_1).isBlank()) {
            return Optional.empty();
        }
        AuthFile file = new AuthFile(path, parse(path, bytes));
        file.object("auths");
        file.object("credHelpers");
        file.helperName(file.root.path("credsStore"), "credsStore");
        return Optional.of(file);
    }

    private static ObjectNode parse(Path path, byte[] bytes) {
        try {
            if (Json.parse(bytes, path.toString()) instanceof ObjectNode object) {
                return object;
            }
        } catch (AtollException e) {
            String where = e.getCause() instanceof JacksonException cause && cause.getLocation() != null
                    ? "line %d, column %d"
                            .formatted(
                                    cause.getLocation().getLineNr(),
                                    cause.getLocation().getColumnNr())
                    : "at most 4 MiB of UTF-8 are read";
            throw invalid(path, "it is not JSON (%s)".formatted(where));
        }
        throw invalid(path, "it is not a JSON object");
    }

    /** A copy, to be changed. */
    ObjectNode copy() {
        return root.deepCopy();
    }

    /** The helper that keeps this registry's credentials. */
    Optional<String> helper(RegistryKey registry) {
        for (Map.Entry<String, JsonNode> entry : object("credHelpers").properties()) {
            if (registry.matches(entry.getKey())) {
                return helperName(entry.getValue(), "credHelpers[\"%s\"]".formatted(entry.getKey()));
            }
        }
        return helperName(root.path("credsStore"), "credsStore");
    }

    /** What the file itself has for a repository, or for the whole registry if that is empty. */
    Optional<Identity> identity(RegistryKey registry, String repository) {
        JsonNode auths = object("auths");
        for (String name : registry.namespaces(repository)) {
            for (String exact : name.equals(registry.host()) ? registry.addresses() : java.util.List.of(name)) {
                Optional<Identity> found = identity(exact, auths.path(exact));
                if (found.isPresent()) {
                    return found;
                }
            }
            for (Map.Entry<String, JsonNode> entry : auths.properties()) {
                Optional<Identity> found = RegistryKey.normalize(entry.getKey()).equals(name)
                        ? identity(entry.getKey(), entry.getValue())
                        : Optional.empty();
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Identity> identity(String key, JsonNode entry) {
        String member = "auths[\"%s\"]".formatted(key);
        if (entry.isMissingNode() || entry.isNull()) {
            return Optional.empty();
        }
        if (!entry.isObject()) {
            throw invalid(path, member + " is not an object");
        }
        String source = path.toString();
        String username = text(entry, "username", member);
        String password = text(entry, "password", member);
        String auth = text(entry, "auth", member);
        if (!auth.isEmpty()) {
            String pair = decode(auth, member);
            int colon = pair.indexOf(':');
            username = pair.substring(0, colon);
            password = pair.substring(colon + 1);
        }
        String registryToken = text(entry, "registrytoken", member);
        if (!registryToken.isEmpty()) {
            return Optional.of(new Identity(Identity.Kind.REGISTRY_TOKEN, username, registryToken, source));
        }
        String identityToken = text(entry, "identitytoken", member);
        if (!identityToken.isEmpty()) {
            return Optional.of(new Identity(Identity.Kind.IDENTITY_TOKEN, username, identityToken, source));
        }
        return username.isEmpty() || password.isEmpty()
                ? Optional.empty()
                : Optional.of(Identity.named(username, password, source));
    }

    private String decode(String auth, String member) {
        try {
            String pair = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
            if (pair.indexOf(':') >= 0) {
                // Old versions of Docker padded with zeros.
                int end = pair.length();
                while (end > 0 && pair.charAt(end - 1) == 0) {
                    end--;
                }
                return pair.substring(0, end);
            }
        } catch (IllegalArgumentException e) {
            // Reported below, without what stands there.
        }
        throw invalid(path, member + ".auth is not the base64 form of USER:PASSWORD");
    }

    private String text(JsonNode entry, String name, String member) {
        JsonNode value = entry.path(name);
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw invalid(path, "%s.%s is not a string".formatted(member, name));
        }
        return value.asText("");
    }

    private Optional<String> helperName(JsonNode value, String member) {
        if (value.isMissingNode() || value.isNull() || (value.asText("").isEmpty() && value.isTextual())) {
            return Optional.empty();
        }
        if (!value.isTextual() || !CredentialHelper.isName(value.textValue())) {
            throw invalid(path, member + " is not the name of a credential helper");
        }
        return Optional.of(value.textValue());
    }

    private ObjectNode object(String member) {
        JsonNode node = root.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return Json.object();
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw invalid(path, member + " is not an object");
    }

    static AtollException invalid(@Nullable Path path, String why) {
        return new AtollException(
                ErrorCode.INVALID,
                "cannot read the registry credentials in %s: %s; correct the file or move it away"
                        .formatted(path, why));
    }
}
