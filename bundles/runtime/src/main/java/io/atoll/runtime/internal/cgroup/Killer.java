package io.atoll.runtime.internal.cgroup;

import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedSet;

/** Kills everything in a group, whatever it forks meanwhile. */
public final class Killer {
    private static final int SIGKILL = 9;
    private static final int ROUNDS = 100;

    private final Syscalls syscalls;

    public Killer(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /** Returns when all have been sent the signal; they may take a moment to end. */
    public void kill(ControlGroup group) {
        Path kill = group.file("cgroup.kill").orElse(null);
        // In a hybrid set-up the container need not be in the hierarchy of version 2.
        if (kill != null && group.file("freezer.state").isEmpty()) {
            try {
                ControlGroup.put(kill, "1");
                return;
            } catch (IOException e) {
                // Before 5.14 there is none: one by one.
            }
        }
        boolean frozen = false;
        try {
            Freezer.freeze(group);
            frozen = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Without a freezer a process may fork between being listed and being killed: until there is none.
        }
        int rounds = frozen ? 1 : ROUNDS;
        try {
            SortedSet<Long> pids = group.processes();
            for (int round = 0; round < rounds && !pids.isEmpty(); round++) {
                pids.forEach(this::killOne);
                pids = group.processes();
            }
        } finally {
            if (frozen) {
                Freezer.thaw(group);
            }
        }
    }

    private void killOne(long pid) {
        try {
            syscalls.kill(pid, SIGKILL);
        } catch (KernelException e) {
            if (e.errno() != KernelException.ESRCH) {
                throw e;
            }
        }
    }
}
