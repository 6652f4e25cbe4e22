package io.atoll.registry.internal.http;

import java.net.URI;

/** Makes text from outside, and addresses that may carry secrets, fit to be shown. */
public final class Redact {
    private static final int LONGEST = 300;

    private Redact() {}

    /** Without user information and query: signed addresses of storage services carry their secret there. */
    public static String url(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getPath();
    }

    /** One line without control characters, so that a registry cannot write to the user's terminal as it likes. */
    public static String text(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST));
        text.codePoints()
                .limit(LONGEST)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .forEach(out::appendCodePoint);
        return out.toString().strip() + (text.length() > LONGEST ? "…" : "");
    }
}
