package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ContainerStats;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.cgroup.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What containers use, and which processes they have. */
final class Statistics {
    private static final long[] NOTHING = {0, 0};

    /** Of net/dev's columns behind the name: bytes received, bytes sent. */
    private static final int RECEIVED = 0;

    private static final int SENT = 8;

    private final Path proc;
    private final ProcessTable processes;

    /** Of the machine, in bytes; read once. */
    private volatile long machineMemory;

    Statistics(Path proc, ProcessTable processes) {
        this.proc = proc;
        this.processes = processes;
    }

    ContainerStats of(ContainerEntry entry) {
        ContainerConfig config = entry.refresh(Instant.now()).config();
        Usage usage = Usage.NONE;
        long[] network = NOTHING;
        long pid = entry.pid();
        if (entry.isRunning() && pid > 0) {
            ControlGroup group = ContainerGroups.of(entry);
            if (group.isNone()) {
                throw new AtollException(
                        ErrorCode.UNSUPPORTED,
                        "cannot tell what container %s uses: it runs without control groups".formatted(config.name()));
            }
            usage = Usage.of(group);
            network = config.network() == Network.HOST ? NOTHING : network(pid);
        }
        return new ContainerStats(
                config.id(),
                config.name(),
                System.nanoTime(),
                Runtime.getRuntime().availableProcessors(),
                usage.cpuNanos(),
                usage.memory(),
                pid == 0 ? 0 : Math.min(usage.memoryLimit(), machineMemory()),
                network[0],
                network[1],
                usage.blockRead(),
                usage.blockWritten(),
                usage.pids());
    }

    /** proc_pid_net(5): {@code eth0: 1296 12 …}, behind two lines of heading. */
    private long[] network(long pid) {
        long[] sums = {0, 0};
        try {
            for (String line : Files.readAllLines(
                    proc.resolve(Long.toString(pid)).resolve("net/dev"), StandardCharsets.ISO_8859_1)) {
                int colon = line.indexOf(':');
                if (colon < 0 || line.substring(0, colon).strip().equals("lo")) {
                    continue;
                }
                String[] counters = line.substring(colon + 1).strip().split(" +");
                sums[0] += Long.parseLong(counters[RECEIVED]);
                sums[1] += Long.parseLong(counters[SENT]);
            }
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return NOTHING; // It has just ended.
        }
        return sums;
    }

    private long machineMemory() {
        if (machineMemory == 0) {
            machineMemory = processes.machineMemory();
        }
        return machineMemory;
    }

    /** The host's numbers of a container's processes. */
    List<Long> processes(ContainerEntry entry) {
        ContainerProcess first = entry.refresh(Instant.now())
                .process()
                .orElseThrow(() -> new AtollException(
                        ErrorCode.CONFLICT,
                        "cannot list the processes of container %s: it is not running"
                                .formatted(entry.config().name())));
        ControlGroup group = ContainerGroups.of(entry);
        return group.isNone() ? processes.inNamespaceOf(first.pid()) : List.copyOf(group.processes());
    }
}
