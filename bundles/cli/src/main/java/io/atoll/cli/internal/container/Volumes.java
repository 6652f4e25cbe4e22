package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ContainerSpec.Volume;
import java.nio.file.Path;
import java.util.List;

/** {@code --volume SOURCE:TARGET[:OPTION,...]}. */
public final class Volumes {
    private static final List<String> IGNORED = List.of("z", "Z"); // SELinux labels: nothing to do without SELinux

    private Volumes() {}

    /** @param directory the client's: a source that begins with a dot is relative to it */
    public static Volume parse(String text, Path directory) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw invalid(text, "expected SOURCE:TARGET[:ro|rw]");
        }
        String source = parts[0];
        if (!source.startsWith("/") && !source.startsWith(".")) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot use '%s': named volumes are not supported yet; for a directory write ./%s"
                            .formatted(text, source));
        }
        if (!parts[1].startsWith("/")) {
            throw invalid(text, "'%s' is not an absolute path in the container".formatted(parts[1]));
        }
        boolean readOnly = parts.length == 3 && readOnly(text, parts[2]);
        return new Volume(directory.resolve(source).normalize().toString(), parts[1], readOnly);
    }

    private static boolean readOnly(String text, String options) {
        boolean readOnly = false;
        for (String option : options.split(",", -1)) {
            switch (option) {
                case "ro" -> readOnly = true;
                case "rw" -> readOnly = false;
                default -> {
                    if (!IGNORED.contains(option)) {
                        throw invalid(text, "unknown option '%s': expected 'ro' or 'rw'".formatted(option));
                    }
                }
            }
        }
        return readOnly;
    }

    private static AtollException invalid(String text, String why) {
        return new AtollException(ErrorCode.INVALID, "invalid volume '%s': %s".formatted(text, why));
    }
}
