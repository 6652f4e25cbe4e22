package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.runtime.ContainerRoot;
import io.atoll.runtime.internal.root.HeldRoot;
import io.atoll.runtime.internal.root.RootPlan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Opens containers' roots: of one that runs that of its first process; of one that does not, one that is put together for as long as somebody has it open. Its files are there once, however many
 * have: an overlay must not be mounted twice.
 */
final class ContainerRoots {
    private static final int PLACE = Syscalls.O_PATH | Syscalls.O_DIRECTORY | Syscalls.O_CLOEXEC;
    private static final byte[] ITSELF = {};
    private static final int ATTEMPTS = 3;

    private final Path proc;
    private final Path home;
    private final Syscalls syscalls;
    private final ProcessTable processes;
    private final Planner planner;
    private final Map<String, Shared> held = new HashMap<>();

    ContainerRoots(Path proc, Path home, Syscalls syscalls, ProcessTable processes, Planner planner) {
        this.proc = proc;
        this.home = home;
        this.syscalls = syscalls;
        this.processes = processes;
        this.planner = planner;
    }

    /** A root that is put together, and how many have it open. */
    private static final class Shared {
        private final HeldRoot root;
        private int users;

        private Shared(HeldRoot root) {
            this.root = root;
        }
    }

    ContainerRoot open(ContainerEntry entry) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ContainerProcess> process = entry.refresh(Instant.now()).process();
            if (process.isEmpty()) {
                return openIdle(entry);
            }
            Optional<ContainerRoot> running = process.flatMap(its -> openRunning(entry, its, () -> {}));
            if (running.isPresent()) {
                return running.get();
            }
        }
        throw unavailable(entry);
    }

    /** Empty if the process is gone. */
    private Optional<ContainerRoot> openRunning(ContainerEntry entry, ContainerProcess process, Runnable atEnd) {
        int root;
        try {
            root = syscalls.open(proc.resolve(Long.toString(process.pid())).resolve("root"), PLACE, 0);
        } catch (KernelException e) {
            if (e.errno() == KernelException.ENOENT || e.errno() == KernelException.ESRCH) {
                return Optional.empty();
            }
            throw e;
        }
        // It is this container's only if the process still is the one it was, and has left the host's root.
        if (!processes.isAlive(process.pid(), process.startTime()) || isHosts(root)) {
            syscalls.close(root);
            return Optional.empty();
        }
        return Optional.of(new Opened(syscalls, entry.config().name(), root, atEnd));
    }

    private boolean isHosts(int root) {
        int hosts = syscalls.open(Path.of("/"), PLACE, 0);
        try {
            FileStatus its = syscalls.statat(root, ITSELF);
            FileStatus other = syscalls.statat(hosts, ITSELF);
            return its.device() == other.device() && its.inode() == other.inode();
        } finally {
            syscalls.close(hosts);
        }
    }

    private ContainerRoot openIdle(ContainerEntry entry) {
        entry.beginRootUse();
        try {
            HeldRoot root = hold(entry);
            try {
                return openRunning(entry, new ContainerProcess(root.pid(), root.startTime()), () -> giveUp(entry))
                        .orElseThrow(() -> unavailable(entry));
            } catch (RuntimeException e) {
                letGo(entry);
                throw e;
            }
        } catch (RuntimeException e) {
            entry.endRootUse();
            throw e;
        }
    }

    private synchronized HeldRoot hold(ContainerEntry entry) {
        String id = entry.config().id();
        Shared shared = held.get(id);
        if (shared == null) {
            shared = new Shared(HeldRoot.open(
                    home, RootPlan.held(planner.plan(entry)), entry.config().name()));
            held.put(id, shared);
        }
        shared.users++;
        return shared.root;
    }

    private synchronized void letGo(ContainerEntry entry) {
        Shared shared = held.get(entry.config().id());
        if (shared != null && --shared.users == 0) {
            held.remove(entry.config().id());
            shared.root.close();
        }
    }

    private void giveUp(ContainerEntry entry) {
        letGo(entry);
        entry.endRootUse();
    }

    private static AtollException unavailable(ContainerEntry entry) {
        return new AtollException(
                ErrorCode.CONFLICT,
                "cannot open the files of container %s: it is just starting or ending; try again"
                        .formatted(entry.config().name()));
    }

    private static final class Opened implements ContainerRoot {
        private final Syscalls syscalls;
        private final String name;
        private final int descriptor;
        private final Runnable atEnd;
        private boolean closed;

        private Opened(Syscalls syscalls, String name, int descriptor, Runnable atEnd) {
            this.syscalls = syscalls;
            this.name = name;
            this.descriptor = descriptor;
            this.atEnd = atEnd;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int descriptor() {
            return descriptor;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                syscalls.close(descriptor);
                atEnd.run();
            }
        }
    }
}
