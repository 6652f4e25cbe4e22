package io.atoll.registry.internal.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.json.Json;
import io.atoll.registry.internal.http.Redact;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A program {@code docker-credential-NAME} that keeps credentials (docker-credential-helpers protocol: {@code get}, {@code store}, {@code erase}). */
final class CredentialHelper {
    static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,100}");

    private final String program;
    private final HelperProcess process;

    CredentialHelper(String name, Map<String, String> environment, Duration limit) {
        program = "docker-credential-" + name;
        process = new HelperProcess(program, environment, limit);
    }

    /** What is no name could name any program: a path, for example. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    String program() {
        return program;
    }

    /** Empty if it has none for this address. */
    Optional<Identity> get(String address) throws HelperException, InterruptedException {
        HelperProcess.Result result = process.run("get", address);
        if (result.status() != 0) {
            if (isNotFound(result)) {
                return Optional.empty();
            }
            throw failed(result);
        }
        JsonNode answer;
        try {
            answer = Json.parse(result.output().getBytes(StandardCharsets.UTF_8), "the answer of " + program);
        } catch (AtollException e) {
            // Not as the cause: the parser quotes what it does not understand, and that may be the secret.
            throw new HelperException(program + " answered something that is not JSON");
        }
        String secret = answer.path("Secret").asText("");
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Identity.named(answer.path("Username").asText(""), secret, program));
    }

    void store(String address, Identity identity) throws HelperException, InterruptedException {
        boolean token = identity.kind() == Identity.Kind.IDENTITY_TOKEN;
        ObjectNode message = Json.object()
                .put("ServerURL", address)
                .put("Username", token ? Identity.TOKEN_USER : identity.username())
                .put("Secret", identity.secret());
        check(process.run("store", message.toString()));
    }

    void erase(String address) throws HelperException, InterruptedException {
        check(process.run("erase", address));
    }

    private void check(HelperProcess.Result result) throws HelperException {
        if (result.status() != 0) {
            throw failed(result);
        }
    }

    private static boolean isNotFound(HelperProcess.Result result) {
        String said = result.output().toLowerCase(Locale.ROOT);
        return said.contains("credentials not found");
    }

    private HelperException failed(HelperProcess.Result result) {
        String said = result.output().strip();
        // A reason is a line of text; anything like a document could be what it was to keep secret.
        String reason = said.isEmpty() || said.startsWith("{") ? result.error() : said;
        return new HelperException("%s failed (status %d)%s"
                .formatted(program, result.status(), reason.isBlank() ? "" : ": " + Redact.text(reason)));
    }

    /** The helper did not do what it was asked; the message says which and why. */
    static final class HelperException extends Exception {
        private static final long serialVersionUID = 1L;

        HelperException(String message) {
            super(message);
        }
    }
}
