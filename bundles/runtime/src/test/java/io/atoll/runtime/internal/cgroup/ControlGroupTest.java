package io.atoll.runtime.internal.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.testing.RecordingSyscalls;
import io.atoll.testing.StubSyscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of groups of both versions, and written to them. */
class ControlGroupTest {
    @TempDir
    Path top;

    private Path file(String name, String content) throws IOException {
        Path file = top.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private ControlGroup group(String... directories) {
        return new ControlGroup(Arrays.stream(directories).map(top::resolve).toList());
    }

    @Test
    void usageInVersion1() throws IOException {
        file("memory/memory.usage_in_bytes", "5000\n");
        file("memory/memory.limit_in_bytes", "9000\n");
        file("memory/memory.stat", "cache 1\ninactive_file 7\ntotal_inactive_file 2000\n");
        file("cpuacct/cpuacct.usage", "123456\n");
        file("pids/pids.current", "3\n");
        file(
                "blkio/blkio.throttle.io_service_bytes_recursive",
                "8:0 Read 10\n8:0 Write 20\n8:0 Total 30\n8:16 Read 1\nTotal 31\n");
        assertEquals(new Usage(123456, 3000, 9000, 11, 20, 3), Usage.of(group("memory", "cpuacct", "pids", "blkio")));
    }

    @Test
    void usageInVersion2() throws IOException {
        file("v2/memory.current", "5000\n");
        file("v2/memory.max", "max\n");
        file("v2/memory.stat", "anon 1\ninactive_file 6000\n");
        file("v2/cpu.stat", "usage_usec 55\nuser_usec 50\n");
        file("v2/pids.current", "3\n");
        file("v2/io.stat", "8:0 rbytes=5 wbytes=6 rios=1\n8:16 rbytes=1 wbytes=0\n");
        assertEquals(new Usage(55_000, 5000, Long.MAX_VALUE, 6, 6, 3), Usage.of(group("v2")));
        assertEquals(new Usage(0, 0, Long.MAX_VALUE, 0, 0, 0), Usage.of(group("gone")));
    }

    @Test
    void processesAreThoseBelowToo() throws IOException {
        file("v2/cgroup.procs", "20\n3\n0\n");
        file("v2/inner/cgroup.procs", "100\n");
        assertEquals(List.of(3L, 20L, 100L), List.copyOf(group("gone", "v2").processes()));
        assertEquals(List.of(), List.copyOf(ControlGroup.NONE.processes()));
    }

    @Test
    void freezing() throws Exception {
        Path state = file("freezer/freezer.state", "THAWED\n");
        assertFalse(Freezer.isFrozen(group("freezer")));
        Freezer.freeze(group("freezer"));
        assertEquals("FROZEN", Files.readString(state));
        assertTrue(Freezer.isFrozen(group("freezer")));
        Freezer.thaw(group("freezer"));
        assertEquals("THAWED", Files.readString(state));
        Path freeze = file("v2/cgroup.freeze", "0\n");
        file("v2/cgroup.events", "populated 1\nfrozen 1\n");
        Freezer.freeze(group("v2"));
        assertEquals("1", Files.readString(freeze));
        assertTrue(Freezer.isFrozen(group("v2")));
        AtollException none = assertThrows(AtollException.class, () -> Freezer.freeze(group("memory")));
        assertEquals(ErrorCode.UNSUPPORTED, none.code());
        assertFalse(Freezer.isFrozen(group("memory")));
    }

    @Test
    void everythingIsKilled() throws IOException {
        Path kill = file("v2/cgroup.kill", "");
        new Killer(new StubSyscalls()).kill(group("v2"));
        assertEquals("1", Files.readString(kill));
        Path state = file("freezer/freezer.state", "THAWED\n");
        file("freezer/cgroup.procs", "7\n8\n");
        RecordingSyscalls syscalls = new RecordingSyscalls();
        new Killer(syscalls).kill(group("freezer"));
        assertEquals(2, syscalls.calls().size());
        assertTrue(
                syscalls.calls().toString().contains("8, 9"), syscalls.calls().toString());
        assertEquals("THAWED", Files.readString(state), "or they would never end");
    }

    @Test
    void rulesThatVersion1CannotExpressAreRefused() throws IOException {
        file("devices/devices.allow", "");
        file("devices/devices.deny", "");
        file("devices/devices.list", "a *:* rwm\n");
        DeviceControl control = new DeviceControl(new StubSyscalls());
        control.apply(top.resolve("devices"), false, DeviceRule.DEFAULT);
        assertEquals("c 136:* rwm", Files.readString(top.resolve("devices/devices.allow")), "the last of them");
        assertEquals("a", Files.readString(top.resolve("devices/devices.deny")).substring(0, 1));
        List<DeviceRule> rules = new ArrayList<>(DeviceRule.DEFAULT);
        rules.add(new DeviceRule(false, DeviceRule.Type.CHARACTER, 136, 3, "r"));
        assertEquals(
                ErrorCode.UNSUPPORTED,
                assertThrows(AtollException.class, () -> control.apply(top.resolve("devices"), false, rules))
                        .code());
    }
}
