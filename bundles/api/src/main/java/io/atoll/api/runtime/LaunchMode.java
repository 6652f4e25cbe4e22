package io.atoll.api.runtime;

/** Who the container's parent is. */
public enum LaunchMode {
    /** The caller's process; it ends with the container. */
    FOREGROUND,
    /** A monitor. */
    DETACHED,
    /** A monitor, with the caller as its first attached client. */
    ATTACHED
}
