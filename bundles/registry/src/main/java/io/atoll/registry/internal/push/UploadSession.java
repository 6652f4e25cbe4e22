package io.atoll.registry.internal.push;

import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Redirects;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.net.URI;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An upload that has begun.
 *
 * @param location where it goes on: what the registry last said, on its own host or another one
 * @param minChunk what every part but the last one must have at least, in bytes; 0 if the registry does not say
 */
record UploadSession(URI location, long minChunk) {
    private static final Pattern RANGE = Pattern.compile("(?:bytes[= ])?0-(\\d{1,18})");

    /** @throws IOException if it does not say where the upload goes on */
    static UploadSession of(Response response) throws IOException {
        long least = response.headers().firstValueAsLong("OCI-Chunk-Min-Length").orElse(0);
        String location = response.header("Location");
        if (location.isEmpty()) {
            throw new IOException("it does not say where the upload goes on");
        }
        return new UploadSession(Redirects.next(response.uri(), location), Math.max(0, least));
    }

    /** As it is after an answer, which may name a new place. */
    UploadSession after(Response response) throws IOException {
        String next = response.header("Location");
        return next.isEmpty() ? this : new UploadSession(Redirects.next(response.uri(), next), minChunk);
    }

    /**
     * The number of bytes the registry has, as its {@code Range} says. Empty if it does not say; also for {@code 0-0}, which registries send for one byte and for none.
     */
    static OptionalLong received(Response response) {
        Matcher range = RANGE.matcher(response.header("Range").strip());
        if (!range.matches() || range.group(1).equals("0")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(range.group(1)) + 1);
    }

    /** Its end, with what is uploaded; what the location has of parameters stays. */
    URI closing(String digest) {
        String query = location.getRawQuery();
        String text = location.toString();
        return URI.create(
                text + (query == null ? "?" : query.isEmpty() ? "" : "&") + "digest=" + digest.replace(":", "%3A"));
    }

    @Override
    public String toString() {
        return Redact.url(location);
    }
}
