package io.atoll.registry.internal.list;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Response;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Link} to the rest of a list (RFC 8288, distribution-spec 1.1 "Listing Tags"). */
final class NextPage {
    private static final Pattern LINK = Pattern.compile("<([^<>]{1,4096})>\\s*((?:;[^,<>]*)*)");
    private static final Pattern NEXT = Pattern.compile("(?i);\\s*rel\\s*=\\s*\"?\\s*next\\s*\"?");

    private NextPage() {}

    /**
     * Where the list goes on: path and query.
     *
     * @throws AtollException CORRUPT if that is not the same registry: our credentials go with it
     */
    static Optional<String> of(Target target, Response response, String failure) {
        for (String header : response.headers().allValues("Link")) {
            Matcher link = LINK.matcher(header);
            while (link.find()) {
                if (NEXT.matcher(link.group(2)).find()) {
                    return Optional.of(path(target, response, link.group(1), failure));
                }
            }
        }
        return Optional.empty();
    }

    private static String path(Target target, Response response, String text, String failure) {
        try {
            URI next = response.uri().resolve(text);
            if (next.getHost() != null
                    && next.getUserInfo() == null
                    && Origin.of(next).equals(target.origin())
                    && next.getRawPath().startsWith("/v2/")) {
                return next.getRawPath() + (next.getRawQuery() == null ? "" : "?" + next.getRawQuery());
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw new AtollException(
                ErrorCode.CORRUPT,
                "%s: the list goes on at '%s', which is not at %s"
                        .formatted(failure, Redact.text(text), target.origin()));
    }
}
