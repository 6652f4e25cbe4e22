package io.atoll.runtime.internal.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.Resources.BlockLimit;
import io.atoll.testing.RecordingSyscalls;
import io.atoll.testing.StubSyscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups on a directory that looks like them: which files are written, and with what. */
class GroupsTest {
    private static final Resources ALL = Resources.builder()
            .memory(64L << 20)
            .memorySwap(96L << 20)
            .memoryReservation(32L << 20)
            .cpuShares(512L)
            .cpuQuota(50_000L)
            .cpuPeriod(100_000L)
            .cpusetCpus("0")
            .cpusetMems("0")
            .pids(20L)
            .blkioWeight(500L)
            .blockLimits(List.of(new BlockLimit(BlockLimit.Kind.READ_BYTES, 8, 0, 1 << 20)))
            .unified(Map.of("memory.high", "50000000"))
            .build();
    private static final Resources NO_CPU =
            Resources.builder().memory(10L << 20).build();

    private final RecordingSyscalls syscalls = new RecordingSyscalls(new StubSyscalls());

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
                "io.max",
                "memory.high",
                "io.weight");
        Groups groups = new Groups(proc, "atoll", syscalls);
        assertEquals(new ControlGroup(List.of(group)), groups.of("0123", ALL));
        groups.create(groups.of("0123", ALL), ALL, DeviceRule.DEFAULT);
        assertTrue(syscalls.calls().toString().contains("attachDeviceProgram"), "devices are asked of a program");
        assertEquals(Long.toString(64L << 20), content(group, "memory.max"));
        assertEquals(Long.toString(32L << 20), content(group, "memory.swap.max"), "without the memory");
        assertEquals(Long.toString(32L << 20), content(group, "memory.low"));
        assertEquals("20", content(group, "cpu.weight"));
        assertEquals("50000 100000", content(group, "cpu.max"));
        assertEquals("0", content(group, "cpuset.cpus"));
        assertEquals("20", content(group, "pids.max"));
        assertEquals("4950", content(group, "io.weight"));
        assertEquals("8:0 rbps=1048576", content(group, "io.max"));
        assertEquals("50000000", content(group, "memory.high"));
        assertFalse(content(holder, "cgroup.subtree_control").isEmpty(), "handed on");
    }

    @Test
    void version2BesideAnEngineThatIsInAGroupWithProcesses() throws IOException {
        unified("/user.slice/session", "memory");
        Files.writeString(top.resolve("v2/user.slice/session/cgroup.procs"), "17\n");
        assertEquals(
                List.of(top.resolve("v2/atoll/0123")),
                new Groups(proc, "atoll", syscalls).of("0123", Resources.NONE).directories());
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
        Files.writeString(top.resolve("v2/cgroup.controllers"), "hugetlb\n");
        Groups groups = new Groups(proc, "atoll", syscalls);
        List<Path> always = List.of(
                top.resolve("cpu/atoll/0123"), top.resolve("memory/own/atoll/0123"), top.resolve("pids/atoll/0123"));
        // Of pids only a part is mounted. No hierarchy of version 1 freezes here.
        assertEquals(
                Stream.concat(always.stream(), Stream.of(top.resolve("v2/atoll/0123")))
                        .toList(),
                groups.of("0123", Resources.NONE).directories());
        Files.writeString(
                proc.resolve("self/cgroup"),
                Files.readString(proc.resolve("self/cgroup")) + "6:freezer:/\n7:devices:/\n8:cpuset:/\n");
        Files.writeString(
                proc.resolve("self/mountinfo"),
                Files.readString(proc.resolve("self/mountinfo"))
                        + "46 23 0:36 / %1$s/freezer rw - cgroup cgroup rw,freezer,devices\n47 23 0:37 / %1$s/cpuset rw - cgroup cgroup rw,cpuset\n"
                                .formatted(top));
        Groups whole = new Groups(proc, "atoll", syscalls);
        List<Path> usual = new ArrayList<>(always);
        usual.add(top.resolve("freezer/atoll/0123"));
        ControlGroup present = whole.of("0123", Resources.NONE);
        assertEquals(usual, present.directories(), "cpuset costs and does nothing, version 2 has nothing to do");
        assertEquals(
                List.of(top.resolve("v2/atoll/0123"), top.resolve("cpuset/atoll/0123")),
                whole.more(
                                present,
                                "0123",
                                Resources.builder()
                                        .cpusetCpus("0")
                                        .hugePages(Map.of("2MB", 0L))
                                        .build())
                        .directories(),
                "unless something is limited there");
    }

    @Test
    void whatIsNotThereIsSaidBeforeAnythingIsMade() throws IOException {
        unified("/engine", "memory pids");
        Groups groups = new Groups(proc, "atoll", syscalls);
        AtollException noCpu = assertThrows(
                AtollException.class, () -> groups.create(groups.of("0123", ALL), ALL, DeviceRule.DEFAULT));
        assertEquals(ErrorCode.UNSUPPORTED, noCpu.code());
        assertTrue(noCpu.toString().contains("--cpu"), noCpu.toString());
        assertFalse(Files.exists(top.resolve("v2/engine/atoll")));
        Files.writeString(proc.resolve("self/mountinfo"), "");
        Groups nowhere = new Groups(proc, "atoll", syscalls);
        assertThrows(
                AtollException.class, () -> nowhere.create(nowhere.of("0123", NO_CPU), NO_CPU, DeviceRule.DEFAULT));
    }

    @Test
    void whatAKilledEngineWasMakingIsSwept() throws IOException {
        unified("/engine", "memory");
        Path holder = top.resolve("v2/engine/atoll");
        Files.createDirectories(holder.resolve("known"));
        Files.createDirectories(holder.resolve("orphan"));
        kernelFiles(holder.resolve("busy"), "process");
        Files.createDirectories(holder.resolveSibling("another/orphan"));
        Groups groups = new Groups(proc, "atoll", syscalls);
        Path elsewhere = top.resolve("v2/earlier/atoll");
        Files.createDirectories(elsewhere.resolve("orphan"));
        Files.createDirectories(top.resolve("v2/stranger/orphan"));
        groups.sweep(List.of(holder, elsewhere, top.resolve("v2/stranger")), Set.of("known"));
        assertFalse(Files.exists(elsewhere), "where an engine before this one made them");
        assertTrue(Files.exists(top.resolve("v2/stranger/orphan")), "whatever the list says");
        assertTrue(Files.exists(holder.resolve("known")));
        assertFalse(Files.exists(holder.resolve("orphan")));
        assertTrue(Files.exists(holder.resolve("busy")), "the kernel removes none that is in use");
        assertTrue(Files.exists(holder.resolveSibling("another/orphan")), "not ours");
    }

    @Test
    void pathsOfBundles() throws IOException {
        unified("/engine", "memory");
        Groups groups = new Groups(proc, "atoll", syscalls);
        assertEquals(
                List.of(top.resolve("v2/machine/one")),
                groups.at("/machine/one", Resources.NONE).directories());
        assertEquals(
                List.of(top.resolve("v2/engine/one")),
                groups.at("one", Resources.NONE).directories());
        ControlGroup deep = groups.at("/machine/one", Resources.NONE);
        kernelFiles(top.resolve("v2/machine"), "cgroup.subtree_control");
        groups.create(deep, Resources.NONE, DeviceRule.EVERYTHING);
        assertTrue(Files.isDirectory(top.resolve("v2/machine/one")));
        for (String path : List.of("/", "", "../x", "/a/../../x", "./x")) {
            assertEquals(
                    ErrorCode.INVALID,
                    assertThrows(AtollException.class, () -> groups.at(path, Resources.NONE))
                            .code(),
                    path);
        }
        AtollException systemd =
                assertThrows(AtollException.class, () -> groups.at("user.slice:atoll:one", Resources.NONE));
        assertEquals(ErrorCode.UNSUPPORTED, systemd.code());
    }

    @Test
    void whatIsRefusedHalfWayIsPutBack() throws IOException {
        unified("/engine", "memory pids");
        Path holder = top.resolve("v2/engine/atoll");
        Path group = holder.resolve("0123");
        kernelFiles(holder, "cgroup.subtree_control");
        kernelFiles(group, "memory.max", "memory.swap.max");
        Files.writeString(group.resolve("memory.max"), "7000000\n");
        Files.createDirectory(group.resolve("pids.max")); // refuses to be written
        Groups groups = new Groups(proc, "atoll", syscalls);
        Resources wanted = Resources.builder().memory(10L << 20).pids(5L).build();
        ControlGroup present = groups.of("0123", wanted);
        assertEquals(
                ErrorCode.INVALID,
                assertThrows(AtollException.class, () -> groups.change(present, Resources.NONE, wanted))
                        .code());
        assertEquals("7000000", content(group, "memory.max"));
    }

    @Test
    void undoingLimitsOfDisks() {
        BlockLimit limit = new BlockLimit(BlockLimit.Kind.WRITE_OPERATIONS, 8, 16, 9);
        Resources one = Resources.builder().blockLimits(List.of(limit)).build();
        Setting old = Setting.version1(one).getFirst();
        assertEquals("8:16 9", old.value());
        assertEquals("8:16 0", old.undo("8:0 7"));
        assertEquals("8:16 3", old.undo("8:0 7\n8:16 3"));
        assertEquals("8:16 wiops=max", Setting.version2(one).getFirst().undo(""));
    }

    @Test
    void memoryKillsOfBothVersions() throws IOException {
        Path one = top.resolve("one");
        kernelFiles(one);
        assertEquals(0, Groups.memoryKills(new ControlGroup(List.of(one))));
        Files.writeString(one.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        assertEquals(2, Groups.memoryKills(new ControlGroup(List.of(top.resolve("none"), one))));
        Path two = top.resolve("two");
        kernelFiles(two);
        Files.writeString(two.resolve("memory.events"), "low 0\noom 1\noom_kill 1\noom_group_kill 0\n");
        assertEquals(1, Groups.memoryKills(new ControlGroup(List.of(two))));
    }

    @Test
    void swapIsTwiceTheMemoryUnlessSaidOtherwise() {
        assertEquals(
                List.of(
                        new Setting("--memory", "memory", "memory.limit_in_bytes", "10485760", false, false),
                        new Setting("--memory-swap", "memory", "memory.memsw.limit_in_bytes", "20971520", false, true)),
                Setting.version1(memory(10L << 20, null)));
        assertEquals(
                new Setting("--memory-swap", "memory", "memory.swap.max", "max", true, false),
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
                    () -> Limits.check(Resources.builder().cpusetCpus(list).build()),
                    list);
        }
        Limits.check(ALL);
        Limits.check(Resources.NONE);
    }

    private static Resources memory(@Nullable Long memory, @Nullable Long swap) {
        return Resources.builder().memory(memory).memorySwap(swap).build();
    }
}
