package io.atoll.api.runtime;

import io.atoll.api.volume.VolumeSpec;

/**
 * A volume. An empty one first gets what the image has at the target.
 *
 * @param volume made if there is none of that name; without a name an anonymous one, which is removed with the container if that is asked for
 * @param noCopy whether an empty volume stays empty
 * @param subpath a directory or file in the volume instead of all of it, relative; it must be there, and links in it must not lead out of the volume. Empty for all of it
 */
public record VolumeMount(VolumeSpec volume, String target, boolean readOnly, boolean noCopy, String subpath)
        implements Mount {
    /** A whole volume. */
    public static VolumeMount of(VolumeSpec volume, String target, boolean readOnly) {
        return new VolumeMount(volume, target, readOnly, false, "");
    }
}
