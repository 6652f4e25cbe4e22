package io.atoll.registry.internal.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.json.Json;
import io.atoll.registry.internal.auth.Identity;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.RequestBody;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The table from a registry's answer to the error that is reported. */
public final class RegistryErrors {
    private static final int MAX_BODY = 64 << 10;

    private RegistryErrors() {}

    /** Reads the answer's body. */
    public static AtollException of(RegistryVerb<?> verb, Target target, Response response)
            throws InterruptedException {
        List<String> said = said(response);
        ErrorCode code = code(response.status(), said);
        String message = "%s: %s answered %s to %s %s%s; %s"
                .formatted(
                        verb.failure(),
                        verb.isAnonymous() ? Origin.of(response.uri()) : target.registry(),
                        status(response.status()),
                        verb.method(),
                        Redact.url(response.uri()),
                        said.isEmpty() ? "" : ": " + String.join("; ", said),
                        switch (response.status()) {
                            case 429 -> rateLimit(target, response);
                            case 413 -> sizeLimit(verb);
                            default -> verb.isAnonymous() ? verb.notFoundHint() : hint(code, verb, target);
                        });
        return new AtollException(code, message);
    }

    /** Whether asking again later may help. */
    public static boolean isTransient(int status) {
        return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
    }

    private static ErrorCode code(int status, List<String> said) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 403 -> ErrorCode.DENIED;
            case 404, 410 -> ErrorCode.NOT_FOUND;
            case 400, 414 ->
                said.stream().anyMatch(text -> text.startsWith("UNAUTHORIZED"))
                        ? ErrorCode.UNAUTHORIZED
                        : ErrorCode.INVALID;
            case 405, 406, 413, 415, 501, 505 -> ErrorCode.UNSUPPORTED;
            default -> ErrorCode.UNAVAILABLE;
        };
    }

    private static String rateLimit(Target target, Response response) {
        String when = RateLimit.wait(response.headers())
                .map(wait -> "try again in " + RateLimit.words(wait))
                .orElse("try again later");
        return target.identity() != null
                ? "it limits how often it is asked: " + when
                : "it limits how often it is asked: %s, or log in with 'atoll image login %s', which often allows more"
                        .formatted(when, target.registry());
    }

    private static String sizeLimit(RegistryVerb<?> verb) {
        RequestBody body = verb.body();
        return "it, or a proxy before it, limits the size of requests%s: have that limit raised (nginx: client_max_body_size), or push past the proxy"
                .formatted(body == null ? "" : ", and %d bytes are too many".formatted(body.length()));
    }

    private static String hint(ErrorCode code, RegistryVerb<?> verb, Target target) {
        return switch (code) {
            case UNAUTHORIZED ->
                target.identity() == null
                        ? "it may be private or not exist: check the name, or " + logIn(target)
                        : logIn(target);
            case DENIED -> "ask its owner for access, or log in as another user";
            case NOT_FOUND -> verb.notFoundHint();
            case INVALID -> "check the name";
            case UNSUPPORTED -> "is it an OCI registry?";
            case UNAVAILABLE, EXISTS, CONFLICT, CORRUPT, KERNEL, NOT_EXECUTABLE, COMMAND_NOT_FOUND -> "try again later";
        };
    }

    /** What helps where credentials are missing or wrong. */
    static String logIn(Target target) {
        String warnings = target.warnings().isEmpty() ? "" : " (" + String.join("; ", target.warnings()) + ")";
        Identity identity = target.identity();
        if (identity == null) {
            return "log in with 'atoll image login %s'%s".formatted(target.registry(), warnings);
        }
        return identity.source().isEmpty()
                ? "check the user name and the password" + warnings
                : "check the user name and the password from %s, or log in again with 'atoll image login %s'%s"
                        .formatted(identity.source(), target.registry(), warnings);
    }

    /** {@code {"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}}; proxies send HTML, and worse. */
    static List<String> said(Response response) throws InterruptedException {
        List<String> said = new ArrayList<>();
        try {
            byte[] body = response.body().readAll(MAX_BODY);
            if (body == null || body.length == 0 || body[0] != '{') {
                return said;
            }
            JsonNode answer = Json.parse(body, "error");
            // Token servers have their own words (RFC 6749 section 5.2, Docker Hub).
            for (String name : List.of("error_description", "details", "error")) {
                String text = answer.path(name).asText("");
                if (said.isEmpty() && !text.isBlank()) {
                    said.add(Redact.text(text));
                }
            }
            for (JsonNode error : answer.path("errors")) {
                String code = error.path("code").asText("");
                String message = error.path("message").asText("");
                if (said.size() < 3 && !(code + message).isBlank()) {
                    said.add(Redact.text(code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message));
                }
            }
        } catch (IOException | AtollException e) {
            // The status is enough.
        }
        return said;
    }

    private static String status(int status) {
        String text = switch (status) {
            case 400 -> " Bad Request";
            case 401 -> " Unauthorized";
            case 403 -> " Forbidden";
            case 404 -> " Not Found";
            case 405 -> " Method Not Allowed";
            case 406 -> " Not Acceptable";
            case 413 -> " Content Too Large";
            case 429 -> " Too Many Requests";
            case 500 -> " Internal Server Error";
            case 502 -> " Bad Gateway";
            case 503 -> " Service Unavailable";
            case 504 -> " Gateway Timeout";
            default -> "";
        };
        return status + text;
    }
}
