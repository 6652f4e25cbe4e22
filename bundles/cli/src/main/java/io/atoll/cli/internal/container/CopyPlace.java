package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.FileCopier.Place;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An argument of {@code atoll cp}.
 *
 * @param container its name; null for the user's own files
 * @param path as it was written
 */
record CopyPlace(@Nullable String container, String path) {
    static CopyPlace parse(String argument) {
        int colon = argument.indexOf(':');
        // A file's name may have a colon: './a:b' is one.
        if (colon <= 0 || argument.startsWith("/") || argument.startsWith(".")) {
            if (argument.isEmpty()) {
                throw new AtollException(ErrorCode.INVALID, "cannot copy: a path is empty");
            }
            return new CopyPlace(null, argument);
        }
        return new CopyPlace(argument.substring(0, colon), argument.substring(colon + 1));
    }

    /** Whether it is an archive on standard input or output. */
    boolean isStream() {
        return container == null && path.equals("-");
    }

    /** Of the user's own files. */
    Place onHost(Path directory) {
        return new Place(Place.HOST, path.startsWith("/") ? path : directory + "/" + path, path);
    }

    /** @param root the container's */
    Place inContainer(int root) {
        return new Place(root, "/" + path, container + ":" + path);
    }
}
