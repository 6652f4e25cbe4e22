package io.atoll.runtime.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.cgroup.Freezer;
import io.atoll.runtime.internal.cgroup.Groups;
import io.atoll.runtime.internal.cgroup.Killer;
import java.nio.file.Path;

/** Signals containers, and removes what is left of them. */
final class Ending {
    private static final int SIGKILL = 9;
    private static final int PATIENCE = 1000;
    private static final int PAUSE_MILLIS = 10;

    private final Path proc;
    private final Syscalls syscalls;
    private final Groups groups;

    Ending(Path proc, Syscalls syscalls, Groups groups) {
        this.proc = proc;
        this.syscalls = syscalls;
        this.groups = groups;
    }

    /** Ends what runs and removes all there is. */
    void discard(StateDirectory directory) {
        StateDirectory.Kept kept = directory.read();
        killFirst(directory);
        for (int tries = 0; tries < PATIENCE; tries++) {
            boolean empty = kept.groups().processes().isEmpty();
            if (empty
                    && directory.process().filter(first -> first.isAlive(proc)).isEmpty()) {
                break;
            }
            if (!empty) {
                killAll(kept.groups());
                if (Freezer.isFrozen(kept.groups())) {
                    Freezer.thaw(kept.groups());
                }
            }
            pause();
        }
        boolean removed = groups.remove(kept.groups());
        if (!removed) {
            throw new AtollException(
                    ErrorCode.KERNEL,
                    "cannot remove the control groups of container %s: something is still in them"
                            .formatted(kept.container().id()));
        }
        directory.remove();
    }

    void killFirst(StateDirectory directory) {
        directory.process().filter(first -> first.isAlive(proc)).ifPresent(first -> send(first.pid(), SIGKILL));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void killAll(ControlGroup group) {
        new Killer(syscalls).kill(group);
    }

    /** One that has just ended needs none. */
    void send(long pid, int signal) {
        try {
            syscalls.kill(pid, signal);
        } catch (KernelException e) {
            if (e.errno() != KernelException.ESRCH) {
                throw e;
            }
        }
    }
}
