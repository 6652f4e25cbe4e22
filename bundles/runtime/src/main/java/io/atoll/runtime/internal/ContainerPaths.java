package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ContainerSpec.Volume;
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

    /**
     * A volume with normalised paths.
     *
     * @throws AtollException INVALID if a path is relative, or hides what keeps the container in
     */
    static Volume volume(Volume volume) {
        Path source = path(volume.source());
        Path target = path(volume.target()).normalize();
        if (!source.isAbsolute() || !target.isAbsolute()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid volume '%s:%s': both paths must be absolute".formatted(volume.source(), volume.target()));
        }
        if (target.getNameCount() == 0 || target.startsWith("/proc") || target.startsWith("/sys")) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid volume target '%s': a volume cannot be mounted over /, /proc or /sys".formatted(target));
        }
        return new Volume(source.toString(), target.toString(), volume.readOnly());
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new AtollException(ErrorCode.INVALID, "invalid path '%s': %s".formatted(text, e.getReason()), e);
        }
    }
}
