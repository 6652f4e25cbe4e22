package io.atoll.api.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A volume as it was made; that never changes, what is in it does.
 *
 * @param driver always {@link VolumeSpec#LOCAL}
 * @param mountpoint the host directory that holds its files; empty where the options say what is mounted instead
 * @param options of the driver: see {@link VolumeSpec}
 */
public record Volume(
        String name,
        String driver,
        Path mountpoint,
        Instant created,
        Map<String, String> labels,
        Map<String, String> options) {
    /** The label of a volume that got its name from the engine, Docker's. */
    public static final String ANONYMOUS = "com.docker.volume.anonymous";

    public Volume {
        labels = Map.copyOf(labels);
        options = Map.copyOf(options);
    }

    /** Whether nobody gave it its name. */
    public boolean isAnonymous() {
        return labels.containsKey(ANONYMOUS);
    }
}
