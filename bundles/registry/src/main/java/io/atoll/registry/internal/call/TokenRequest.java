package io.atoll.registry.internal.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.registry.Credentials;
import io.atoll.json.Json;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Redirects;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks a token server (distribution "Token Authentication Specification"), with the user's password or as anybody. */
public final class TokenRequest {
    private static final int MAX_BODY = 1 << 20;
    private static final long DEFAULT_SECONDS = 60;
    private static final long MARGIN_SECONDS = 10;

    public record Token(String value, Instant until) {}

    private final Redirects redirects;

    public TokenRequest(Redirects redirects) {
        this.redirects = redirects;
    }

    public Token request(Target target, String scope, Challenge challenge) throws IOException, InterruptedException {
        URI realm = realm(target, challenge);
        Map<String, String> headers = new LinkedHashMap<>();
        Credentials credentials = target.credentials();
        if (credentials != null) {
            Authenticator.checkMaySend(target, Origin.of(realm));
            headers.put("Authorization", Authenticator.basic(credentials));
        }
        try (Response response = redirects.send("GET", withQuery(realm, scope, challenge), headers)) {
            if (RegistryErrors.isTransient(response.status())) {
                throw new TransientException(response);
            }
            if (!response.isSuccess()) {
                throw refused(target, realm, response.status());
            }
            return read(response, realm);
        }
    }

    private static Token read(Response response, URI realm) throws IOException, InterruptedException {
        byte[] body = response.body().readAll(MAX_BODY);
        JsonNode node = Json.parse(body == null ? new byte[0] : body, "the token from " + Redact.url(realm));
        String value = node.path("token").asText("");
        if (value.isEmpty()) {
            value = node.path("access_token").asText("");
        }
        // It goes into a header: anything but visible ASCII is no token.
        if (value.isEmpty() || !value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new AtollException(
                    ErrorCode.UNAUTHORIZED, "%s answered without a token".formatted(Redact.url(realm)));
        }
        long seconds = Math.clamp(node.path("expires_in").asLong(DEFAULT_SECONDS), MARGIN_SECONDS, 86_400);
        return new Token(value, Instant.now().plusSeconds(seconds - MARGIN_SECONDS));
    }

    /** The registry chooses who is told the password; all we can ask is that nobody on the way hears it. */
    private static URI realm(Target target, Challenge challenge) {
        String text = challenge.parameter("realm");
        try {
            URI realm = new URI(text);
            boolean plain = "http".equalsIgnoreCase(realm.getScheme())
                    && target.origin().isPlain();
            if (realm.getHost() != null
                    && realm.getUserInfo() == null
                    && (plain || "https".equalsIgnoreCase(realm.getScheme()))) {
                return realm;
            }
        } catch (java.net.URISyntaxException e) {
            // Reported below.
        }
        throw new AtollException(
                ErrorCode.UNAUTHORIZED,
                "%s sends its users for a token to '%s', which is no address to trust"
                        .formatted(target.registry(), Redact.text(text)));
    }

    private static URI withQuery(URI realm, String scope, Challenge challenge) {
        StringBuilder query = new StringBuilder(realm.toString());
        query.append(realm.getRawQuery() == null ? '?' : '&');
        String service = challenge.parameter("service");
        if (!service.isEmpty()) {
            query.append("service=").append(encode(service)).append('&');
        }
        // Several scopes are several parameters.
        for (String one : scope.split(" ", -1)) {
            query.append("scope=").append(encode(one)).append('&');
        }
        query.setLength(query.length() - 1);
        return URI.create(query.toString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static AtollException refused(Target target, URI realm, int status) {
        boolean known = target.credentials() != null;
        ErrorCode code = status == 401 || status == 403 ? ErrorCode.UNAUTHORIZED : ErrorCode.UNAVAILABLE;
        String hint = known
                ? "check the user name and the password"
                : "log in with 'atoll image login %s'".formatted(target.registry());
        return new AtollException(
                code,
                "%s gave no token for %s (status %d); %s"
                        .formatted(Redact.url(realm), target.registry(), status, hint));
    }
}
