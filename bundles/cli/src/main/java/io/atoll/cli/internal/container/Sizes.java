package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of flags as people write them. */
final class Sizes {
    private Sizes() {}

    /**
     * Bytes: a number and b, k, m, g or t, of 1024.
     *
     * @return null of null
     * @throws AtollException INVALID
     */
    static @Nullable Long parse(String flag, @Nullable String text) {
        if (text == null) {
            return null;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.matches("[0-9]{1,18}(([kmgt]i?)?b?)")) {
            String digits = lower.replaceAll("[^0-9]", "");
            int unit = lower.length() > digits.length() ? "bkmgt".indexOf(lower.charAt(digits.length())) : 0;
            long number = Long.parseLong(digits);
            if (number <= Long.MAX_VALUE >> (10 * unit)) {
                return number << (10 * unit);
            }
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "invalid size '%s' for %s: expected a number and b, k, m, g or t".formatted(text, flag));
    }

    /** {@code NAME=VALUE}, several times. */
    static Map<String, String> pairs(String flag, List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new AtollException(
                        ErrorCode.INVALID, "invalid value '%s' for %s: expected NAME=VALUE".formatted(text, flag));
            }
            pairs.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return pairs;
    }
}
