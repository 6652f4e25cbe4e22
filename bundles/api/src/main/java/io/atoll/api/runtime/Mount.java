package io.atoll.api.runtime;

/** Something of outside that a container sees at a path of its own (runtime-spec 1.2 config.md#mounts). */
public sealed interface Mount permits BindMount, VolumeMount, TmpfsMount, ImageMount {
    /** Where: an absolute path inside, not {@code /} and nothing in {@code /proc} or {@code /sys}. */
    String target();

    /** Whether it cannot be written to through this mount. */
    boolean readOnly();
}
