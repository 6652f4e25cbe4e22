package io.atoll.api;

/** What kind of failure an {@link AtollException} reports. Each code decides the exit status of a command. */
public enum ErrorCode {
    /** The thing named does not exist. */
    NOT_FOUND,
    /** The thing to be created exists already. */
    EXISTS,
    /** The request contradicts the present state, for example removing a running container. */
    CONFLICT,
    /** The request itself is wrong: a malformed name, an unknown option, a value out of range. */
    INVALID,
    /** Credentials are missing or were not accepted. */
    UNAUTHORIZED,
    /** The credentials are known, the operation is not allowed. */
    DENIED,
    /** Something outside cannot be reached or does not answer in time; trying again may help. */
    UNAVAILABLE,
    /** Stored or received data is not what its digest, size or format says. */
    CORRUPT,
    /** Valid, but not supported here: by this kernel, this machine, or this version. */
    UNSUPPORTED,
    /** A system call failed. */
    KERNEL,
    /** The program to run in a container exists but cannot be executed (exit status 126). */
    NOT_EXECUTABLE,
    /** The program to run in a container does not exist (exit status 127). */
    COMMAND_NOT_FOUND;

    /** The exit status a command ends with, Docker's: 125 for the engine, 126 and 127 for the program. */
    public int exitStatus() {
        return switch (this) {
            case NOT_EXECUTABLE -> 126;
            case COMMAND_NOT_FOUND -> 127;
            case NOT_FOUND,
                    EXISTS,
                    CONFLICT,
                    INVALID,
                    UNAUTHORIZED,
                    DENIED,
                    UNAVAILABLE,
                    CORRUPT,
                    UNSUPPORTED,
                    KERNEL -> 125;
        };
    }
}
