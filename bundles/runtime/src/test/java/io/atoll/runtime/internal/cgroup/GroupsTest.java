package io.atoll.runtime.internal.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups on a directory that looks like them: which files are written, and with what. */
class GroupsTest {
    private static final Resources ALL =
            new Resources(64L << 20, 96L << 20, 32L << 20, 512L, 50_000L, 100_000L, "0", "0", 20L, 500L);

    @TempDir
    Path top;

    private Path proc = Path.of("/");

    @BeforeEach
    void proc() throws IOException {
        proc = top.resolve("proc");
        Files.createDirectories(proc.resolve("self"));
    }

    /** What the kernel would have there by itself. */
    private static void kernelFiles(Path group, String... files) throws IOException {
        Files.createDirectories(group);
        for (String file : files) {
            Files.writeString(group.resolve(file), "");
        }
    }

    private void unified(String own, String controllers) throws IOException {
        Files.writeString(proc.resolve("self/cgroup"), "0::" + own + "\n");
        Files.writeString(
                proc.resolve("self/mountinfo"),
                "30 23 0:26 / %s rw,nosuid shared:4 - cgroup2 cgroup2 rw\n".formatted(top.resolve("v2")));
        for (Path group : List.of(top.resolve("v2"), top.resolve("v2" + own))) {
            kernelFiles(group, "cgroup.procs", "cgroup.subtree_control");
            Files.writeString(group.resolve("cgroup.controllers"), controllers + "\n");
        }
    }

    private String content(Path group, String file) throws IOException {
        return Files.readString(group.resolve(file));
    }

    @Test
    void version2() throws IOException {
        unified("/engine", "cpuset cpu io memory pids");
        Path holder = top.resolve("v2/engine/atoll");
        Path group = holder.resolve("0123");
        kernelFiles(holder, "cgroup.subtree_control");
        kernelFiles(
                group,
                "memory.max",
                "memory.swap.max",
                "memory.low",
                "cpu.weight",
                "cpu.max",
                "cpuset.cpus",
                "cpuset.mems",
                "pids.max",
                "io.weight");
        Groups groups = new Groups(proc, "atoll");
        assertEquals(List.of(group), groups.directories("0123"));
        groups.create("0123", ALL);
        assertEquals(Long.toString(64L << 20), content(group, "memory.max"));
        assertEquals(Long.toString(32L << 20), content(group, "memory.swap.max"), "without the memory");
        assertEquals(Long.toString(32L << 20), content(group, "memory.low"));
        assertEquals("20", content(group, "cpu.weight"));
        assertEquals("50000 100000", content(group, "cpu.max"));
        assertEquals("0", content(group, "cpuset.cpus"));
        assertEquals("20", content(group, "pids.max"));
        assertEquals("4950", content(group, "io.weight"));
        assertFalse(content(holder, "cgroup.subtree_control").isEmpty(), "handed on");
    }

    @Test
    void version2BesideAnEngineThatIsInAGroupWithProcesses() throws IOException {
        unified("/user.slice/session", "memory");
        Files.writeString(top.resolve("v2/user.slice/session/cgroup.procs"), "17\n");
        assertEquals(List.of(top.resolve("v2/atoll/0123")), new Groups(proc, "atoll").directories("0123"));
    }

    @Test
    void hybridUsesEachControllerWhereItIs() throws IOException {
        Files.writeString(
                proc.resolve("self/cgroup"),
                "5:pids:/own\n4:memory:/own\n3:cpu,cpuacct:/\n2:net_cls:/\n1:name=systemd:/\n0::/\n");
        Files.writeString(proc.resolve("self/mountinfo"), """
                40 23 0:30 / %1$s/cpu rw - cgroup cgroup rw,cpu,cpuacct
                41 23 0:31 / %1$s/memory rw - cgroup cgroup rw,memory
                42 23 0:32 /own %1$s/pids rw - cgroup cgroup rw,pids
                43 23 0:33 / %1$s/net rw - cgroup cgroup rw,net_cls
                44 23 0:34 / %1$s/systemd rw - cgroup cgroup rw,name=systemd
                45 23 0:35 / %1$s/v2 rw - cgroup2 cgroup2 rw
                """.formatted(top));
        kernelFiles(top.resolve("v2"), "cgroup.controllers", "cgroup.procs");
        List<Path> groups = new Groups(proc, "atoll").directories("0123");
        assertEquals(
                List.of(
                        top.resolve("cpu/atoll/0123"),
                        top.resolve("memory/own/atoll/0123"),
                        top.resolve("pids/atoll/0123")),
                groups,
                "of the last only a part is mounted");
    }

    @Test
    void whatIsNotThereIsSaidBeforeAnythingIsMade() throws IOException {
        unified("/engine", "memory pids");
        Groups groups = new Groups(proc, "atoll");
        AtollException noCpu = assertThrows(AtollException.class, () -> groups.create("0123", ALL));
        assertEquals(ErrorCode.UNSUPPORTED, noCpu.code());
        assertTrue(noCpu.toString().contains("--cpu"), noCpu.toString());
        assertFalse(Files.exists(top.resolve("v2/engine/atoll")));
        Files.writeString(proc.resolve("self/mountinfo"), "");
        assertThrows(AtollException.class, () -> new Groups(proc, "atoll").create("0123", ALL));
    }

    @Test
    void whatAKilledEngineWasMakingIsSwept() throws IOException {
        unified("/engine", "memory");
        Path holder = top.resolve("v2/engine/atoll");
        Files.createDirectories(holder.resolve("known"));
        Files.createDirectories(holder.resolve("orphan"));
        Files.createDirectories(holder.resolve("busy/process"));
        Files.createDirectories(holder.resolveSibling("another/orphan"));
        new Groups(proc, "atoll").sweep(Set.of("known"));
        assertTrue(Files.exists(holder.resolve("known")));
        assertFalse(Files.exists(holder.resolve("orphan")));
        assertTrue(Files.exists(holder.resolve("busy")), "the kernel removes none that is in use");
        assertTrue(Files.exists(holder.resolveSibling("another/orphan")), "not ours");
    }

    @Test
    void memoryKillsOfBothVersions() throws IOException {
        Path one = top.resolve("one");
        kernelFiles(one);
        assertEquals(0, Groups.memoryKills(List.of(one)));
        Files.writeString(one.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        assertEquals(2, Groups.memoryKills(List.of(top.resolve("none"), one)));
        Path two = top.resolve("two");
        kernelFiles(two);
        Files.writeString(two.resolve("memory.events"), "low 0\noom 1\noom_kill 1\noom_group_kill 0\n");
        assertEquals(1, Groups.memoryKills(List.of(two)));
    }

    @Test
    void swapIsTwiceTheMemoryUnlessSaidOtherwise() {
        assertEquals(
                List.of(
                        new Setting("--memory", "memory", "memory.limit_in_bytes", "10485760", false),
                        new Setting("--memory-swap", "memory", "memory.memsw.limit_in_bytes", "20971520", true)),
                Setting.version1(memory(10L << 20, null)));
        assertEquals(
                new Setting("--memory-swap", "memory", "memory.swap.max", "max", false),
                Setting.version2(memory(10L << 20, -1L)).get(1));
    }

    @Test
    void limitsThatMakeNoSense() {
        assertThrows(AtollException.class, () -> Limits.check(memory(1024L, null)));
        assertThrows(AtollException.class, () -> Limits.check(memory(10L << 20, 9L << 20)));
        assertThrows(AtollException.class, () -> Limits.check(memory(null, 9L << 20)));
        for (String list : List.of("", "a", "0-", "0,,1", "-1", "0 1")) {
            assertThrows(
                    AtollException.class,
                    () -> Limits.check(new Resources(null, null, null, null, null, null, list, null, null, null)),
                    list);
        }
        Limits.check(ALL);
        Limits.check(Resources.NONE);
    }

    private static Resources memory(@Nullable Long memory, @Nullable Long swap) {
        return new Resources(memory, swap, null, null, null, null, null, null, null, null);
    }
}
