package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Paths inside a container, as people write them. */
final class ContainerPaths {
    private ContainerPaths() {}

    /** Where the process starts: a relative one is below the image's, which is {@code /} if it has none. */
    static String workingDir(@Nullable String wanted, String image) {
        Path base = Path.of("/").resolve(path(image));
        return (wanted == null ? base : base.resolve(path(wanted))).normalize().toString();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new AtollException(ErrorCode.INVALID, "invalid path '%s': %s".formatted(text, e.getReason()), e);
        }
    }
}
