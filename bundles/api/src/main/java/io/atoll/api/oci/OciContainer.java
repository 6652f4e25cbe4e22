package io.atoll.api.oci;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * A container as it is at one moment (runtime.md#state).
 *
 * @param ociVersion of its configuration
 * @param pid of its first process; 0 if there is none
 * @param owner the number of the user it was made for
 */
public record OciContainer(
        String ociVersion,
        String id,
        Status status,
        long pid,
        Path bundle,
        Path rootfs,
        Instant created,
        int owner,
        Map<String, String> annotations) {
    public OciContainer {
        annotations = Map.copyOf(annotations);
    }

    /** Where it is in its life. */
    public enum Status {
        CREATING,
        CREATED,
        RUNNING,
        PAUSED,
        STOPPED;

        /** The specification's word. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
