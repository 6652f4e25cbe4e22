package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs: their formats, their rotation, and what of them is asked for. */
class LogsIT extends EndToEnd {
    private Path folder(String name) throws Exception {
        String id = atoll.run("inspect", "-f", "{{.Id}}", name).ok().text();
        return atoll.root.resolve("containers").resolve(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s-file", "json-file"})
    void rotatedWhileSomebodyFollows(String driver) throws Exception {
        Path out = work.resolve("followed-" + driver);
        // Slow enough for the follower to be near, and a dozen rotations all the same.
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "busy",
                        "--log-driver",
                        driver,
                        "--log-opt",
                        "max-size=4k",
                        "--log-opt",
                        "max-file=3",
                        image,
                        "sh",
                        "-c",
                        "i=0; while [ $i -lt 1200 ]; do echo line $i; i=$((i+1)); [ $((i % 20)) = 0 ] && sleep 0.1; done; sleep 0.2")
                .ok();
        Process follower = atoll.start(out, "logs", "-f", "busy");
        assertEquals(0, follower.waitFor());
        String all = IntStream.range(0, 1200).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        assertEquals(all, RunIT.read(out));
        Path folder = folder("busy");
        for (String name : new String[] {"log", "log.1", "log.2"}) {
            assertTrue(Files.size(folder.resolve(name)) <= 4096, name);
        }
        assertFalse(Files.exists(folder.resolve("log.3")));
        String kept = atoll.run("logs", "busy").ok().out();
        assertTrue(all.endsWith(kept) && kept.length() > 1000, kept);
        assertEquals(
                "line 1198\nline 1199\n",
                atoll.run("logs", "-n", "2", "busy").ok().out());
        assertEquals("", atoll.run("logs", "--tail", "0", "busy").ok().out());
    }

    @Test
    void dockersFormat() throws Exception {
        atoll.run(
                        "run",
                        "--name",
                        "json",
                        "--log-driver",
                        "json-file",
                        image,
                        "sh",
                        "-c",
                        "printf 'a <b>\\t\\303\\274\\377\\n'; echo err >&2; printf open")
                .ok();
        String log = Files.readString(folder("json").resolve("log"));
        assertTrue(
                log.contains("{\"log\":\"a \\u003cb\\u003e\\u0009ü\\ufffd\\n\",\"stream\":\"stdout\",\"time\":\"2"),
                log);
        assertTrue(log.contains("{\"log\":\"err\\n\",\"stream\":\"stderr\","), log);
        assertTrue(log.contains("{\"log\":\"open\",\"stream\":\"stdout\","), log);
        Commands.Result read = atoll.run("logs", "json").ok();
        assertEquals("err\n", read.err());
        assertTrue(read.out().endsWith("open"), read.out());
    }

    @Test
    void none() throws Exception {
        assertEquals(
                "seen\n",
                atoll.run("run", "--name", "quiet", "--log-driver", "none", image, "echo", "seen")
                        .ok()
                        .out());
        assertFalse(Files.exists(folder("quiet").resolve("log")));
        Commands.Result refused = atoll.run("logs", "quiet");
        assertEquals(125, refused.status());
        assertTrue(refused.err().contains("'none'"), refused.err());
        assertEquals(
                125, atoll.run("run", "--log-driver", "journald", image, "true").status());
        assertEquals(
                125,
                atoll.run("run", "--log-opt", "compress=true", image, "true").status());
        assertEquals(
                125,
                atoll.run("run", "--log-opt", "max-size=much", image, "true").status());
    }

    @Test
    void timesAndTails() throws Exception {
        atoll.run("run", "--name", "timed", image, "sh", "-c", "echo one; sleep 0.3; echo two; sleep 0.3; echo three")
                .ok();
        String[] times = atoll.run("logs", "-t", "timed").ok().out().split("\n");
        assertEquals(3, times.length);
        String second = times[1].substring(0, times[1].indexOf(' '));
        assertEquals(
                "two\nthree\n",
                atoll.run("logs", "--since", second, "timed").ok().out());
        assertEquals(
                "one\ntwo\n", atoll.run("logs", "--until", second, "timed").ok().out());
        assertEquals("three\n", atoll.run("logs", "--tail", "1", "timed").ok().out());
        assertEquals(
                "one\ntwo\nthree\n",
                atoll.run("logs", "--since", "10m", "timed").ok().out());
        assertEquals("", atoll.run("logs", "--since", "0s", "timed").ok().out());
    }

    @Test
    void aFullDiskLosesRecordsAndStopsNothing() throws Exception {
        Path tiny = Files.createDirectory(work.resolve("tiny"));
        Commands.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tiny.toString())
                .ok();
        try {
            atoll.run(
                            "create",
                            "--name",
                            "flood",
                            "--log-driver",
                            "json-file",
                            "--log-opt",
                            "max-size=1m",
                            image,
                            "sh",
                            "-c",
                            "seq 1 20000; exit 6")
                    .ok();
            Path log = folder("flood").resolve("log");
            Files.createSymbolicLink(log, tiny.resolve("log"));
            atoll.run("start", "flood").ok();
            assertEquals("6", atoll.run("wait", "flood").ok().text());
            String kept = atoll.run("logs", "flood").ok().out();
            String all = IntStream.rangeClosed(1, 20000).mapToObj(i -> i + "\n").collect(Collectors.joining());
            assertTrue(!kept.isEmpty() && kept.length() < all.length(), "some are lost");
            assertTrue(kept.lines().allMatch(line -> line.matches("\\d+")), "no record is broken");
        } finally {
            Commands.run("umount", tiny.toString());
        }
    }
}
