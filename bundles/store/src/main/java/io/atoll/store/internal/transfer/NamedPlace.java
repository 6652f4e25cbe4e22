package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory or file and the name of an image in it, written {@code PATH[:NAME]}. Names hold colons more often than paths do, so the first one divides; but a path that is there
 * is meant as it is.
 */
public record NamedPlace(Path path, @Nullable String name) {
    /** @throws AtollException INVALID if it is no path */
    public static NamedPlace parse(String place, Path directory) {
        try {
            Path whole = directory.resolve(place);
            int colon = place.indexOf(':');
            if (colon < 0 || Files.exists(whole)) {
                return new NamedPlace(whole, null);
            }
            String path = place.substring(0, colon);
            String name = place.substring(colon + 1);
            if (path.isEmpty() || name.isEmpty()) {
                throw new AtollException(
                        ErrorCode.INVALID, "invalid place '%s': expected PATH or PATH:NAME".formatted(place));
            }
            return new NamedPlace(directory.resolve(path), name);
        } catch (InvalidPathException e) {
            throw new AtollException(ErrorCode.INVALID, "invalid place '%s': %s".formatted(place, e.getMessage()), e);
        }
    }
}
