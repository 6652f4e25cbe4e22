package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which registry people mean. */
final class RegistryName {
    /** Where images without a registry come from. */
    static final String DEFAULT = "docker.io";

    private static final Pattern FORM = Pattern.compile(
            "(?:https?://)?((?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?)/?");

    private RegistryName() {}

    /** {@code HOST[:PORT]}, also of a URL. */
    static String parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid registry '%s': expected HOST[:PORT], for example registry.example.org:5000"
                            .formatted(text));
        }
        return form.group(1);
    }
}
