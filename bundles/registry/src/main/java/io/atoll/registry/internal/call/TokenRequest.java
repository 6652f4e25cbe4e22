package io.atoll.registry.internal.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.json.Json;
import io.atoll.registry.internal.auth.Identity;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks a token server (distribution "Token Authentication Specification" and "OAuth2 Token Authentication"): with the user's identity token, with their
 * password, or as anybody.
 */
public final class TokenRequest {
    private static final int MAX_BODY = 1 << 20;
    private static final long DEFAULT_SECONDS = 60;
    private static final long MARGIN_SECONDS = 10;
    private static final String CLIENT = "atoll";

    public record Token(String value, Instant until) {
        @Override
        public String toString() {
            return "Token[until " + until + "]";
        }
    }

    /**
     * One token.
     *
     * @param scope what it must allow; empty for nothing but to be known
     */
    public Token request(Target target, String scope, Challenge challenge) throws IOException, InterruptedException {
        URI realm = realm(target, challenge);
        Identity identity = target.identity();
        if (identity != null) {
            Authenticator.checkMaySend(target, Origin.of(realm));
        }
        List<String> scopes = scopes(scope, challenge);
        if (identity != null && identity.kind() == Identity.Kind.IDENTITY_TOKEN) {
            try (Response response = exchange(target, identity, realm, scopes, challenge)) {
                boolean understood = response.status() != 404 && response.status() != 405;
                if (understood || identity.username().isEmpty()) {
                    return token(target, realm, response);
                }
            }
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (identity != null) {
            headers.put("Authorization", Authenticator.basic(identity));
        }
        try (Response response = target.http().send("GET", withQuery(realm, scopes, challenge), headers)) {
            return token(target, realm, response);
        }
    }

    /** The OAuth2 way. It is not sent on where it is redirected: the secret is in its body. */
    private static Response exchange(
            Target target, Identity identity, URI realm, List<String> scopes, Challenge challenge)
            throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("service", challenge.parameter("service"));
        form.put("client_id", CLIENT);
        form.put("scope", String.join(" ", scopes));
        form.put("refresh_token", identity.secret());
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) ->
                body.append(body.isEmpty() ? "" : "&").append(name).append('=').append(encode(value)));
        return target.http().post(realm, "application/x-www-form-urlencoded", body.toString());
    }

    private static Token token(Target target, URI realm, Response response) throws IOException, InterruptedException {
        if (RegistryErrors.isTransient(response.status())) {
            throw new TransientException(response);
        }
        if (!response.isSuccess()) {
            throw refused(target, realm, response);
        }
        return read(response, realm);
    }

    private static Token read(Response response, URI realm) throws IOException, InterruptedException {
        byte[] body = response.body().readAll(MAX_BODY);
        JsonNode node;
        try {
            node = Json.parse(body == null ? new byte[0] : body, "the token");
        } catch (AtollException e) {
            // Not as the cause: the parser quotes what it does not understand, and that may be a token.
            throw new AtollException(
                    ErrorCode.CORRUPT, "%s answered with something else than a token".formatted(Redact.url(realm)));
        }
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
        } catch (URISyntaxException e) {
            // Reported below.
        }
        throw new AtollException(
                ErrorCode.UNAUTHORIZED,
                "%s sends its users for a token to '%s', which is no address to trust"
                        .formatted(target.registry(), Redact.text(text)));
    }

    /** What the verb needs and what the registry says it needs: seldom different, and then both are right. */
    private static List<String> scopes(String scope, Challenge challenge) {
        Set<String> scopes = new LinkedHashSet<>();
        scopes.addAll(List.of(scope.split(" ", 10)));
        scopes.addAll(List.of(challenge.parameter("scope").split(" ", 10)));
        scopes.remove("");
        return new ArrayList<>(scopes);
    }

    private static URI withQuery(URI realm, List<String> scopes, Challenge challenge) {
        List<String> query = new ArrayList<>();
        String service = challenge.parameter("service");
        if (!service.isEmpty()) {
            query.add("service=" + encode(service));
        }
        scopes.forEach(scope -> query.add("scope=" + encode(scope)));
        String separator = query.isEmpty() ? "" : realm.getRawQuery() == null ? "?" : "&";
        return URI.create(realm + separator + String.join("&", query));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static AtollException refused(Target target, URI realm, Response response) throws InterruptedException {
        int status = response.status();
        List<String> said = RegistryErrors.said(response);
        ErrorCode code =
                status == 401 || status == 403 || status == 400 ? ErrorCode.UNAUTHORIZED : ErrorCode.UNAVAILABLE;
        return new AtollException(
                code,
                "%s gave no token for %s (status %d)%s; %s"
                        .formatted(
                                Redact.url(realm),
                                target.registry(),
                                status,
                                said.isEmpty() ? "" : ": " + String.join("; ", said),
                                RegistryErrors.logIn(target)));
    }
}
