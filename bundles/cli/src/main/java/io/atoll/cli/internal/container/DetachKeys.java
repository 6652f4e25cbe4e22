package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.Locale;

/** {@code --detach-keys}: {@code ctrl-p,ctrl-q}, or single characters. */
public final class DetachKeys {
    public static final String DEFAULT = "ctrl-p,ctrl-q";

    private DetachKeys() {}

    public static String parse(String text) {
        StringBuilder keys = new StringBuilder();
        for (String key : text.split(",", -1)) {
            keys.append(code(key, text));
        }
        return keys.toString();
    }

    private static char code(String key, String text) {
        if (key.length() == 1 && key.charAt(0) > ' ' && key.charAt(0) < 0x7f) {
            return key.charAt(0);
        }
        String name = key.toLowerCase(Locale.ROOT);
        if (name.length() == 6 && name.startsWith("ctrl-")) {
            char letter = name.charAt(5);
            if ((letter >= 'a' && letter <= 'z') || (letter >= '@' && letter <= '_')) {
                return (char) (letter & 0x1f);
            }
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "invalid detach keys '%s': expected for example 'ctrl-p,ctrl-q' or 'a'".formatted(text));
    }
}
