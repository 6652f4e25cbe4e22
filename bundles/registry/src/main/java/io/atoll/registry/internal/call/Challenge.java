package io.atoll.registry.internal.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a server asks for in {@code WWW-Authenticate} (RFC 9110 section 11.6.1).
 *
 * @param scheme lower case, {@code basic} or {@code bearer}
 * @param parameters by lower-case name
 */
public record Challenge(String scheme, Map<String, String> parameters) {
    private static final int MAX_LENGTH = 8192;

    /** The challenges of one header; what cannot be understood ends the list. */
    public static List<Challenge> parse(String header) {
        return header.length() > MAX_LENGTH ? List.of() : new Parser(header).challenges();
    }

    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** What it says of all requests, not only of the one that was refused. */
    Challenge withoutScope() {
        Map<String, String> kept = new LinkedHashMap<>(parameters);
        kept.remove("scope");
        kept.remove("error");
        return new Challenge(scheme, kept);
    }

    /**
     * One header may hold several challenges, and both challenges and their parameters are separated by commas: a name
     * followed by {@code =} is a parameter, any other begins a challenge.
     */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        List<Challenge> challenges() {
            List<Challenge> found = new ArrayList<>();
            Map<String, String> parameters = new LinkedHashMap<>();
            while (true) {
                skip(" \t,");
                String name = token();
                if (name.isEmpty()) {
                    return found;
                }
                int afterName = at;
                skip(" \t");
                if (!found.isEmpty() && peek('=')) {
                    at++;
                    skip(" \t");
                    String value = peek('"') ? quoted() : token();
                    parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
                } else {
                    at = afterName;
                    parameters = new LinkedHashMap<>();
                    found.add(new Challenge(name.toLowerCase(Locale.ROOT), parameters));
                    token68();
                }
            }
        }

        /** {@code Negotiate dGV4dA==}: credentials in place of parameters, skipped. */
        private void token68() {
            int start = at;
            skip(" \t");
            String first = token();
            int padding = at;
            skip("=");
            boolean padded = at > padding;
            skip(" \t");
            boolean last = at == text.length() || peek(',');
            if (first.isEmpty() || !last || (!padded && at != text.length())) {
                at = start;
            }
        }

        private String token() {
            int start = at;
            while (at < text.length() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }

        private String quoted() {
            StringBuilder out = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                out.append(text.charAt(at++));
            }
            skip("\"");
            return out.toString();
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private boolean peek(char c) {
            return at < text.length() && text.charAt(at) == c;
        }

        private static boolean isTokenCharacter(char c) {
            // RFC 9110 tchar, and '/' and ':' because some registries do not quote their realm.
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "!#$%&'*+-.^_`|~/:?".indexOf(c) >= 0;
        }
    }
}
