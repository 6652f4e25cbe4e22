package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that change, on the control groups of this machine (version 1). */
class UpdateIT extends EndToEnd {
    @BeforeEach
    void version1() {
        assumeTrue(
                Files.exists(LimitsIT.CGROUPS.resolve("memory/memory.limit_in_bytes")),
                "no control groups of version 1 here");
    }

    private String limit(String controller, String file) throws Exception {
        return LimitsIT.limit(atoll, "box", controller, file);
    }

    private String recorded() throws Exception {
        return atoll.run("inspect", "--format", "{{json .resources}}", "box")
                .ok()
                .text();
    }

    @Test
    void ofARunningContainer() throws Exception {
        atoll.run("run", "-d", "--name", "box", image, "sh", "-c", "sleep 100000 & sleep 100000")
                .ok();
        assertEquals(
                "box",
                atoll.run("update", "-m", "64m", "--pids-limit", "20", "box")
                        .ok()
                        .text());
        assertEquals(Long.toString(64L << 20), limit("memory", "memory.limit_in_bytes"));
        assertEquals(Long.toString(128L << 20), limit("memory", "memory.memsw.limit_in_bytes"));
        assertEquals("20", limit("pids", "pids.max"));
        // Up and down: which of the two is written first matters.
        atoll.run("update", "-m", "256m", "box").ok();
        assertEquals(Long.toString(512L << 20), limit("memory", "memory.memsw.limit_in_bytes"));
        atoll.run("update", "-m", "32m", "box").ok();
        assertEquals(Long.toString(32L << 20), limit("memory", "memory.limit_in_bytes"));
        assertEquals(Long.toString(64L << 20), limit("memory", "memory.memsw.limit_in_bytes"));
        atoll.run("update", "--pids-limit", "-1", "box").ok();
        assertEquals("max", limit("pids", "pids.max"));
        // It had no group there before: all of its processes get one.
        atoll.run("update", "--cpus", "0.5", "box").ok();
        assertEquals("50000", limit("cpu", "cpu.cfs_quota_us"));
        assertEquals(
                "2",
                atoll.shell(
                                "$ATOLL top box hpid | tail -n +2 | while read -r p; do grep ':cpu:.*atoll' /proc/$p/cgroup; done | wc -l")
                        .ok()
                        .text());
        atoll.killEngine();
        atoll.run("kill", "box").ok();
        atoll.run("wait", "box").ok();
        atoll.run("start", "box").ok();
        assertEquals(Long.toString(32L << 20), limit("memory", "memory.limit_in_bytes"), "at its next start too");
        assertEquals("50000", limit("cpu", "cpu.cfs_quota_us"));
    }

    @Test
    void whatCannotBeChangesNothing() throws Exception {
        atoll.run("run", "-d", "--name", "box", "-m", "64m", image, "sleep", "100000")
                .ok();
        String before = recorded();
        Commands.Result refused = atoll.run("update", "-m", "128m", "--cpuset-cpus", "4095", "box");
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("the kernel does not accept 4095 for cpuset.cpus"), refused.err());
        assertEquals(Long.toString(64L << 20), limit("memory", "memory.limit_in_bytes"));
        assertEquals(before, recorded());
        Path pid = Path.of("/proc/"
                + atoll.run("inspect", "--format", "{{.state.pid}}", "box").ok().text() + "/cgroup");
        assertTrue(
                Files.readAllLines(pid).stream().noneMatch(line -> line.matches(".*:cpuset:/.*atoll.*")),
                "it is in no more groups than before");
        assertTrue(atoll.run("update", "-m", "1m", "box").err().contains("at least 6m"));
        assertEquals(125, atoll.run("update", "box").status());
    }

    @Test
    void ofOneThatDoesNotRun() throws Exception {
        atoll.run("create", "--name", "box", image, "sleep", "100000").ok();
        assertTrue(
                atoll.run("update", "--cpuset-cpus", "4095", "box").err().contains("the kernel does not accept 4095"));
        atoll.run("update", "-m", "64m", "box").ok();
        atoll.run("start", "box").ok();
        assertEquals(Long.toString(64L << 20), limit("memory", "memory.limit_in_bytes"));
    }
}
