package io.atoll.runtime.internal.mount;

import io.atoll.api.image.Digest;
import io.atoll.api.runtime.Mount;
import io.atoll.api.runtime.VolumeMount;
import java.util.List;

/**
 * A mount that a container has, decided when it is made.
 *
 * @param mount a volume in it has a name
 * @param anonymous whether it is a volume that got its name then
 * @param layers of an image, bottom first: see {@link io.atoll.api.store.Layer#key}
 */
public record MountPoint(Mount mount, boolean anonymous, List<Digest> layers) {
    public MountPoint {
        layers = List.copyOf(layers);
    }

    static MountPoint of(Mount mount) {
        return new MountPoint(mount, false, List.of());
    }

    /** The volume's name; empty if it is none. */
    public String volume() {
        String name = mount instanceof VolumeMount volume ? volume.volume().name() : null;
        return name == null ? "" : name;
    }
}
