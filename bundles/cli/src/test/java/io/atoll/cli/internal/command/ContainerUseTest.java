package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.runtime.Container.Status;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.Terminal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What containers use, and what is done about it. */
class ContainerUseTest extends CommandLineTest {
    @Test
    void pausing() {
        services.containers.put("web", Status.RUNNING);
        services.containers.put("db", Status.PAUSED);
        prints("web\n", "pause", "web");
        prints("db\n", "unpause", "db");
        fails(1, "no such container: nope", "pause", "nope", "web");
        assertEquals(List.of("pause web", "unpause db", "pause web"), services.containers.events);
        prints("web Up 3 minutes\ndb Up 3 minutes (Paused)\n", "ps", "--format", "{{.Names}} {{.Status}}");
    }

    @Test
    void updating() {
        services.containers.put("web", Status.RUNNING);
        prints(
                "web\n",
                "update",
                "-m",
                "1g",
                "--cpus",
                "1.5",
                "--pids-limit",
                "0",
                "--cgroup-conf",
                "io.x=8:0 a=b",
                "web");
        assertEquals(
                Resources.builder()
                        .memory(1L << 30)
                        .cpuQuota(150_000L)
                        .cpuPeriod(100_000L)
                        .pids(-1L)
                        .unified(Map.of("io.x", "8:0 a=b"))
                        .build(),
                services.containers.updates.getLast());
        fails(125, "nothing to change", "update", "web");
        fails(125, "invalid restart policy", "update", "--restart", "sometimes", "web");
        fails(125, "invalid value 'x' for --cgroup-conf", "update", "--cgroup-conf", "x", "web");
        fails(125, "/dev/null is not a disk", "update", "--device-read-bps", "/dev/null:1mb", "web");
        fails(125, "expected for example /dev/sda:1000", "update", "--device-read-iops", "x", "web");
        fails(125, "'1k' is not a number", "update", "--device-write-iops", "/dev/null:1k", "web");
        assertEquals(1, services.containers.updates.size());
        prints("web\n", "update", "--restart", "on-failure:3", "web");
        assertEquals("restart policy web on-failure:3", services.containers.events.getLast());
        assertEquals(1, services.containers.updates.size(), "no limit was named");
    }

    @Test
    void stats() {
        services.containers.put("web", Status.RUNNING);
        services.containers.put("job", Status.EXITED);
        prints("""
                CONTAINER ID   NAME   CPU %    MEM USAGE / LIMIT   MEM %    NET I/O      BLOCK I/O     PIDS
                a0a0a0a0a0a0   web    25.00%   3MiB / 6MiB         50.00%   1.00kB / 2.00MB   4.10kB / 0B   5
                """.replace("NET I/O      BLOCK", "NET I/O           BLOCK"), "stats", "--no-stream");
        prints("web 25.00%\njob 0.00%\n", "stats", "--no-stream", "-a", "--format", "{{.Name}} {{.CPUPerc}}");
        assertEquals(0, run("stats", "--no-stream", "--format", "json", "web"));
        assertTrue(context.output().contains("\"memory\": 3145728"), context.output());
        fails(125, "no such container: nope", "stats", "--no-stream", "nope");
    }

    @Test
    void top() {
        services.containers.put("web", Status.RUNNING);
        String pid = Long.toString(ProcessHandle.current().pid());
        assertEquals(0, run("top", "web"));
        List<String> lines = context.output().lines().toList();
        assertEquals("UID PID PPID C STIME TTY TIME CMD", lines.getFirst().replaceAll(" +", " "));
        assertEquals(pid, lines.get(1).split(" +")[1]);
        assertTrue(lines.get(1).contains("java"), lines.get(1));
        assertEquals(0, run("top", "web", "hpid,comm", "state"));
        assertTrue(context.output().matches("HPID +COMMAND +STATE\n%s +java +[RS]\n".formatted(pid)), context.output());
    }

    @Test
    void narrowTerminals() {
        services.containers.put("web", Status.RUNNING);
        context.terminal = new Terminal(false, false, false, new TerminalSize(40, 10));
        assertEquals(0, run("stats", "--no-stream"));
        assertTrue(context.output().contains("BLOCK I/O"), "a pipe is as wide as needed");
        assertFalse(context.output().contains("\u001b"));
    }
}
