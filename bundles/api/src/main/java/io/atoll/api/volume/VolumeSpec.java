package io.atoll.api.volume;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What volume is wanted.
 *
 * @param name letters, digits, {@code _}, {@code .} and {@code -}, two characters at least and beginning with a letter or digit; null for one made up
 * @param driver {@link #LOCAL}
 * @param options of the local driver: none for a directory of the engine's own. {@code type=none}, {@code device=/PATH} and {@code o=bind} (with {@code ro}, {@code nosuid}
 *     …) for a host directory; {@code type=tmpfs}, {@code device=tmpfs} and {@code o=size=64m,mode=1777} for memory, which each container gets for itself
 */
public record VolumeSpec(
        @Nullable String name, String driver, Map<String, String> labels, Map<String, String> options) {
    /** The only driver. */
    public static final String LOCAL = "local";

    /** One that gets a name. */
    public static final VolumeSpec ANONYMOUS = new VolumeSpec(null, LOCAL, Map.of(), Map.of());

    public VolumeSpec {
        labels = Map.copyOf(labels);
        options = Map.copyOf(options);
    }

    /** A directory of the engine's own. */
    public static VolumeSpec of(String name) {
        return new VolumeSpec(name, LOCAL, Map.of(), Map.of());
    }
}
