package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a container may use, on control groups of version 2. Named so that only {@code ./check --vm}, which has them, runs it. */
class UnifiedLimits extends EndToEnd {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private static Path group(String id) throws IOException {
        return groups(id).getFirst();
    }

    private static List<Path> groups(String id) throws IOException {
        try (Stream<Path> groups = Files.walk(CGROUPS, 6)) {
            return groups.filter(group -> group.endsWith(id)).toList();
        } catch (UncheckedIOException e) {
            return List.of(); // Somebody else's group, just gone.
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    @Test
    void everyLimitIsSetAndNothingIsLeft() throws Exception {
        String id = atoll.run(
                        "run",
                        "-d",
                        "--name=box",
                        "-m=64m",
                        "--memory-swap=96m",
                        "--memory-reservation=32m",
                        "--cpus=0.5",
                        "--cpu-shares=512",
                        "--cpuset-cpus=0",
                        "--pids-limit=20",
                        image,
                        "sleep",
                        "100000")
                .ok()
                .text();
        Path group = group(id);
        assertEquals(Long.toString(64L << 20), read(group.resolve("memory.max")));
        assertEquals(Long.toString(32L << 20), read(group.resolve("memory.swap.max")));
        assertEquals(Long.toString(32L << 20), read(group.resolve("memory.low")));
        assertEquals("50000 100000", read(group.resolve("cpu.max")));
        assertEquals("20", read(group.resolve("cpu.weight")), "512 shares of 2 to 262144 on a scale of 1 to 10000");
        assertEquals("0", read(group.resolve("cpuset.cpus")));
        assertEquals("20", read(group.resolve("pids.max")));
        assertEquals(
                "0::/",
                atoll.run("exec", "box", "cat", "/proc/self/cgroup").ok().text(),
                "a command in it is in its group, which is the root of its view");
        atoll.killEngine();
        atoll.run("kill", "box").ok();
        Atoll.eventually("its group is gone", () -> {
            try {
                return groups(id).isEmpty();
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void processesAreLimitedForTheWholeContainer() throws Exception {
        atoll.run("run", "-d", "--name", "box", "--pids-limit", "8", image, "sleep", "100000")
                .ok();
        String script = "for i in 1 2 3 4 5 6 7 8 9; do sleep 1 & done; echo all";
        Commands.Result forks = atoll.run("exec", "box", "sh", "-c", script);
        assertTrue(forks.err().contains("can't fork"), forks.out() + forks.err());
    }

    @Test
    void withoutLimitsToo() throws Exception {
        String id = atoll.run("run", "-d", "--name", "box", image, "sleep", "100000")
                .ok()
                .text();
        Path group = group(id);
        atoll.run("pause", "box").ok();
        assertEquals("1", read(group.resolve("cgroup.freeze")));
        atoll.run("unpause", "box").ok();
        atoll.run("update", "-m", "64m", "box").ok();
        assertEquals(
                1,
                atoll.run("update", "-m", "128m", "--cpuset-cpus", "4095", "box")
                        .status());
        assertEquals(Long.toString(64L << 20), read(group.resolve("memory.max")), "as it was");
        // The group's program is asked of devices, whatever nodes there are.
        String script = "echo $$ > %s/cgroup.procs && (exec < /dev/zero) && echo zero; (exec < /dev/kmsg) && echo kmsg"
                .formatted(group);
        assertEquals("zero", Commands.run("sh", "-c", script).text());
        atoll.run("pause", "box").ok();
        atoll.run("kill", "box").ok();
        assertEquals("137", atoll.run("wait", "box").ok().text());
    }

    @Test
    void outOfMemoryIsSaid() throws Exception {
        String script = "x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done";
        assertEquals(
                137,
                atoll.run("run", "--name=big", "-m=16m", "--memory-swap=16m", image, "sh", "-c", script)
                        .status());
        assertEquals(
                "true 137",
                atoll.run("inspect", "--format", "{{.state.oomKilled}} {{.state.exitCode}}", "big")
                        .ok()
                        .text());
    }
}
