package io.atoll.registry.internal;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Serves a blob, of which it sends parts when asked for them (RFC 9110 section 14), and cuts connections. */
final class RangeServer implements FakeRegistry.Handler {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-");

    private final byte[] blob;
    /** How many bytes each answer has before the connection is cut; when there are no more, all. */
    private final List<Integer> cuts;

    private final List<@Nullable String> ranges = Collections.synchronizedList(new ArrayList<>());

    RangeServer(byte[] blob, Integer... cuts) {
        this.blob = blob;
        this.cuts = Collections.synchronizedList(new ArrayList<>(Arrays.asList(cuts)));
    }

    /** What was asked for; null is all. */
    List<@Nullable String> ranges() {
        return ranges;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(range);
        int from = 0;
        if (range != null) {
            Matcher form = RANGE.matcher(range);
            if (!form.matches()) {
                throw new IOException("not a range: " + range);
            }
            from = Integer.parseInt(form.group(1));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(from, blob.length - 1, blob.length));
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, blob.length - from);
        int length = cuts.isEmpty() ? blob.length - from : Math.min(cuts.removeFirst(), blob.length - from);
        OutputStream out = exchange.getResponseBody();
        out.write(blob, from, length);
        out.flush();
        if (length < blob.length - from) {
            throw new IOException("cut");
        }
        out.close();
    }
}
