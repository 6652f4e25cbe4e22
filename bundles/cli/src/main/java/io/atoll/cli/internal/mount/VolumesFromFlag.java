package io.atoll.cli.internal.mount;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.VolumesFrom;

/** {@code --volumes-from CONTAINER[:ro|rw]}. */
final class VolumesFromFlag {
    private VolumesFromFlag() {}

    static VolumesFrom parse(String text) {
        int colon = text.indexOf(':');
        String container = colon < 0 ? text : text.substring(0, colon);
        if (container.isEmpty()) {
            throw invalid(text, "the container's name is missing");
        }
        boolean readOnly = false;
        for (String word : (colon < 0 ? "rw" : text.substring(colon + 1)).split(",", -1)) {
            switch (word) {
                case "ro" -> readOnly = true;
                case "rw", "z", "Z" -> {}
                default -> throw invalid(text, "unknown option '%s': expected 'ro' or 'rw'".formatted(word));
            }
        }
        return new VolumesFrom(container, readOnly);
    }

    static AtollException invalid(String text, String why) {
        return new AtollException(ErrorCode.INVALID, "invalid --volumes-from '%s': %s".formatted(text, why));
    }
}
