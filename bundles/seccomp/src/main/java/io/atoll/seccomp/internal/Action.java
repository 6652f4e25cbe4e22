package io.atoll.seccomp.internal;

import java.util.Optional;

/** What happens to a call (runtime-spec config-linux.md#seccomp): a value of {@code SECCOMP_RET_…}, linux/seccomp.h. */
record Action(int value) {
    static final int EPERM = 1;
    static final int ENOSYS = 38;

    static final Action ALLOW = new Action(0x7fff0000);

    private static final int ERRNO = 0x00050000;
    private static final int TRACE = 0x7ff00000;
    private static final int DATA = 0xffff;

    static Action errno(int errno) {
        return new Action(ERRNO | errno);
    }

    /**
     * The action of this name, without the notification of a listener: a filter alone cannot do that.
     *
     * @param data the error number, or the message to the tracer; other actions have none
     */
    static Optional<Action> of(String name, int data) {
        return switch (name) {
            case "SCMP_ACT_ALLOW" -> Optional.of(ALLOW);
            case "SCMP_ACT_ERRNO" -> Optional.of(errno(data));
            case "SCMP_ACT_TRACE" -> Optional.of(new Action(TRACE | data));
            case "SCMP_ACT_LOG" -> Optional.of(new Action(0x7ffc0000));
            case "SCMP_ACT_TRAP" -> Optional.of(new Action(0x00030000));
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> Optional.of(new Action(0));
            case "SCMP_ACT_KILL_PROCESS" -> Optional.of(new Action(0x80000000));
            default -> Optional.empty();
        };
    }

    boolean isErrno() {
        return (value & ~DATA) == ERRNO;
    }
}
