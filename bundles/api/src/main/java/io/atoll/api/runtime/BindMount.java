package io.atoll.api.runtime;

/**
 * A host path.
 *
 * @param source absolute; a symbolic link is followed, by the host's rules
 * @param createSource whether a directory is made where there is nothing; otherwise that is an error
 * @param recursion what becomes of the mounts below the source
 */
public record BindMount(
        String source,
        String target,
        boolean readOnly,
        boolean createSource,
        Recursion recursion,
        Propagation propagation)
        implements Mount {
    /** What becomes of mounts below the source. */
    public enum Recursion {
        /** They come along, read-only with the rest. */
        ENABLED,
        /** They stay outside. */
        DISABLED,
        /** They come along, and are not made read-only with the rest. */
        WRITABLE,
        /** As ENABLED, of a mount that is read-only and private. */
        READONLY
    }

    /** What mounts made later, outside or inside, do to the other side (mount_namespaces(7)). The recursive forms also hold for mounts below. */
    public enum Propagation {
        PRIVATE,
        RPRIVATE,
        SLAVE,
        RSLAVE,
        SHARED,
        RSHARED
    }

    /** As {@code --volume SOURCE:TARGET}: what is missing is made. */
    public static BindMount of(String source, String target, boolean readOnly) {
        return new BindMount(source, target, readOnly, true, Recursion.ENABLED, Propagation.RPRIVATE);
    }
}
