package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a container may use, on the control groups of this machine (version 1). */
class LimitsIT extends EndToEnd {
    static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    @BeforeEach
    void version1() {
        assumeTrue(
                Files.exists(CGROUPS.resolve("memory/memory.limit_in_bytes")), "no control groups of version 1 here");
    }

    /** A file of the container's group, looked up as its first process's. */
    private String limit(String name, String controller, String file) throws Exception {
        return limit(atoll, name, controller, file);
    }

    static String limit(Atoll atoll, String name, String controller, String file) throws Exception {
        String pid =
                atoll.run("inspect", "--format", "{{.state.pid}}", name).ok().text();
        String own = Files.readAllLines(Path.of("/proc/" + pid + "/cgroup")).stream()
                .filter(line -> line.contains(":" + controller + ":"))
                .map(line -> line.substring(line.lastIndexOf(':') + 1))
                .findFirst()
                .orElseThrow();
        return Files.readString(CGROUPS.resolve(controller + own).resolve(file)).strip();
    }

    /** The groups of a container, or all that a parent holds. */
    private static List<Path> groupsOf(String id) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> hierarchies = Files.list(CGROUPS)) {
            for (Path hierarchy : hierarchies.toList()) {
                try (Stream<Path> groups = Files.walk(hierarchy, 6)) {
                    groups.filter(group -> group.endsWith(id)).forEach(found::add);
                } catch (UncheckedIOException e) {
                    // Somebody else's group, just gone.
                }
            }
        }
        return found;
    }

    @Test
    void everyLimitIsSetAndNothingIsLeft() throws Exception {
        String id = atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "box",
                        "-m",
                        "64m",
                        "--memory-swap",
                        "96m",
                        "--memory-reservation",
                        "32m",
                        "--cpus",
                        "0.5",
                        "--cpu-shares",
                        "512",
                        "--cpuset-cpus",
                        "0",
                        "--pids-limit",
                        "20",
                        image,
                        "sleep",
                        "100000")
                .ok()
                .text();
        assertEquals(Long.toString(64L << 20), limit("box", "memory", "memory.limit_in_bytes"));
        assertEquals(Long.toString(96L << 20), limit("box", "memory", "memory.memsw.limit_in_bytes"));
        assertEquals(Long.toString(32L << 20), limit("box", "memory", "memory.soft_limit_in_bytes"));
        assertEquals("50000", limit("box", "cpu", "cpu.cfs_quota_us"));
        assertEquals("512", limit("box", "cpu", "cpu.shares"));
        assertEquals("0", limit("box", "cpuset", "cpuset.cpus"));
        assertEquals("20", limit("box", "pids", "pids.max"));
        assertEquals(
                "memory:/",
                atoll.run("exec", "box", "sh", "-c", "grep -o 'memory:.*' /proc/self/cgroup")
                        .text(),
                "a command in it is in its groups, which are the root of its view");
        assertTrue(!groupsOf(id).isEmpty());
        atoll.killEngine();
        atoll.run("kill", "box").ok();
        Atoll.eventually("its groups are gone", () -> {
            try {
                return groupsOf(id).isEmpty();
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void everyContainerIsInGroupsOfItsOwn() throws Exception {
        String id = atoll.run("run", "-d", "--name", "box", image, "sleep", "100000")
                .ok()
                .text();
        List<String> devices =
                limit("box", "devices", "devices.list").lines().sorted().toList();
        assertEquals(
                List.of(
                        "b *:* m",
                        "c *:* m",
                        "c 136:* rwm",
                        "c 1:3 rwm",
                        "c 1:5 rwm",
                        "c 1:7 rwm",
                        "c 1:8 rwm",
                        "c 1:9 rwm",
                        "c 5:0 rwm",
                        "c 5:2 rwm"),
                devices);
        assertEquals("1", limit("box", "pids", "pids.current"));
        assertEquals(
                "",
                atoll.run("exec", "box", "sh", "-c", "grep -v ':/$' /proc/self/cgroup || true")
                        .ok()
                        .text(),
                "nothing of the host's paths");
        Path freezer = groupsOf(id).stream()
                .filter(group -> group.startsWith(CGROUPS.resolve("freezer")))
                .findFirst()
                .orElseThrow();
        Path holder = freezer.getParent();
        atoll.run("rm", "-f", "box").ok();
        assertEquals(List.of(), groupsOf(id));
        atoll.killEngine(); // It leaves those it made for containers to come: the next sweeps them.
        atoll.run("ps").ok();
        atoll.run("engine", "stop").ok();
        Atoll.eventually("nothing is left", () -> !Files.exists(holder));
    }

    /** In a hybrid set-up, where version 2 has what version 1 has not: the process is born in its group. */
    @Test
    void aGroupOfVersion2() throws Exception {
        Path file = CGROUPS.resolve("unified/cgroup.controllers");
        assumeTrue(Files.exists(file) && Files.readString(file).contains("hugetlb"), "no hugetlb of version 2 here");
        String[] pages = {"hugetlb.2MB.max", "hugetlb.64KB.max"};
        for (String page : pages) {
            Commands.Result run =
                    atoll.run("run", "-d", "--name", "box", "--cgroup-conf", page + "=0", image, "sleep", "100000");
            if (run.status() == 125) {
                assertTrue(run.err().contains("no control group file " + page), run.err());
                continue;
            }
            String pid = atoll.run("inspect", "--format", "{{.state.pid}}", "box")
                    .ok()
                    .text();
            String unified = Files.readAllLines(Path.of("/proc/" + pid + "/cgroup")).stream()
                    .filter(line -> line.startsWith("0::"))
                    .findFirst()
                    .orElseThrow()
                    .substring(3);
            Path group = CGROUPS.resolve("unified" + unified);
            assertTrue(group.endsWith(run.text()), unified);
            assertEquals("0", Files.readString(group.resolve(page)).strip());
            assertEquals(
                    "0::/",
                    atoll.run("exec", "box", "grep", "^0::", "/proc/self/cgroup")
                            .ok()
                            .text());
            atoll.run("rm", "-f", "box").ok();
            assertFalse(Files.exists(group));
        }
    }

    @Test
    void nobodyWaitsForTheGroupsOfOneThatIsRemoved() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(atoll.run("run", "--rm", image, "sh", "-c", "cat /proc/1/cgroup | grep -c :/$")
                    .ok()
                    .text());
        }
        assertEquals(1, ids.stream().distinct().count(), ids.toString());
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
    void outOfMemoryIsSaid() throws Exception {
        assertEquals(
                137,
                atoll.run(
                                "run",
                                "--name",
                                "big",
                                "-m",
                                "16m",
                                "--memory-swap",
                                "16m",
                                image,
                                "sh",
                                "-c",
                                "x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done")
                        .status());
        assertEquals(
                "true 137",
                atoll.run("inspect", "--format", "{{.state.oomKilled}} {{.state.exitCode}}", "big")
                        .ok()
                        .text());
        atoll.run("run", "--name", "small", "-m", "16m", image, "true").ok();
        assertEquals(
                "false",
                atoll.run("inspect", "--format", "{{.state.oomKilled}}", "small")
                        .ok()
                        .text());
    }

    @Test
    void anEngineKilledMeanwhileForgetsNothing() throws Exception {
        String id = atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "box",
                        "-m",
                        "16m",
                        "--memory-swap",
                        "16m",
                        image,
                        "sh",
                        "-c",
                        "until test -e /tmp/go; do sleep 0.1; done; x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done")
                .ok()
                .text();
        atoll.killEngine();
        Path root = Path.of("/proc/"
                + Files.readString(atoll.root.resolve("containers/" + id + "/pid"))
                        .split(" ")[0] + "/root");
        Files.createFile(root.resolve("tmp/go"));
        Atoll.eventually("it has ended", () -> !Files.exists(root.resolve("tmp")));
        assertEquals("137", atoll.run("wait", "box").ok().text());
        assertEquals(
                "true",
                atoll.run("inspect", "--format", "{{.state.oomKilled}}", "box")
                        .ok()
                        .text());
        assertEquals(List.of(), groupsOf(id));
    }

    @Test
    void whatCannotBeIsSaidBeforeAnythingIsMade() throws Exception {
        refused("--memory: at least 6m", "-m", "1m");
        refused("it needs --memory", "--memory-swap", "1g");
        refused("invalid size 'lots'", "-m", "lots");
        refused("invalid number of processors '0'", "--cpus", "0");
        refused("the kernel does not accept 4095 for cpuset.cpus", "--cpuset-cpus", "4095");
        if (!Files.exists(CGROUPS.resolve("blkio/blkio.weight"))
                && !Files.exists(CGROUPS.resolve("blkio/blkio.bfq.io_serviced"))) {
            refused("no control group file blkio.weight", "--blkio-weight", "500");
        }
        assertEquals("", atoll.run("ps", "-aq").ok().text());
    }

    private void refused(String why, String... flags) throws Exception {
        List<String> line = new ArrayList<>(List.of("run", "--rm"));
        line.addAll(List.of(flags));
        line.addAll(List.of(image, "true"));
        Commands.Result result = atoll.run(line.toArray(String[]::new));
        assertEquals(125, result.status(), result.err());
        assertTrue(result.err().contains(why), result.err());
    }
}
