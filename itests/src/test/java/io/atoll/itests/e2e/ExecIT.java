package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second command in a running container, asked from inside. */
class ExecIT extends EndToEnd {
    private static final String RIGHTS = "grep -E '^(Cap|NoNew|Seccomp:|Uid|Gid|Groups)' /proc/%s/status";

    @BeforeEach
    void container() throws Exception {
        atoll.run("run", "-d", "--name", "box", "-e", "FRUIT=apple", "-w", "/tmp", image, "sleep", "100000")
                .ok();
    }

    private String inside(String script) throws Exception {
        return atoll.run("exec", "box", "sh", "-c", script).ok().text();
    }

    private long pid() throws Exception {
        return Long.parseLong(
                atoll.run("inspect", "--format", "{{.state.pid}}", "box").ok().text());
    }

    @Test
    void everyNamespaceIsTheContainers() throws Exception {
        for (String namespace : List.of("mnt", "pid", "ipc", "uts", "cgroup", "net")) {
            assertEquals(
                    Files.readSymbolicLink(Path.of("/proc/" + pid() + "/ns/" + namespace))
                            .toString(),
                    inside("readlink /proc/self/ns/" + namespace),
                    namespace);
        }
        assertEquals("sleep 100000", inside("tr '\\0' ' ' < /proc/1/cmdline"));
        assertEquals(
                "0\n1\n2\n3", atoll.run("exec", "box", "ls", "/proc/self/fd").text(), "3 is the directory");
    }

    @Test
    void rightsAreTheFirstProcesss() throws Exception {
        assertEquals(inside(RIGHTS.formatted("1")), inside(RIGHTS.formatted("self")));
        atoll.run("run", "-d", "--name", "user", "-u", "web", image, "sleep", "100000")
                .ok();
        String status = atoll.run("exec", "user", "sh", "-c", RIGHTS.formatted("self"))
                .ok()
                .text();
        assertEquals(
                atoll.run("exec", "user", "sh", "-c", RIGHTS.formatted("1")).text(), status);
        assertTrue(status.contains("CapEff:\t0000000000000000"), status);
        assertEquals(
                "refused",
                atoll.run("exec", "user", "sh", "-c", "mount -t tmpfs x /tmp 2>/dev/null || echo refused")
                        .text());
    }

    @Test
    void privilegedHasEveryCapabilityOfTheHost() throws Exception {
        String host = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow();
        Commands.Result all = atoll.run("exec", "--privileged", "box", "grep", "CapEff", "/proc/self/status");
        assertEquals(host, all.ok().text());
        assertEquals(
                "mounted",
                atoll.run("exec", "--privileged", "box", "sh", "-c", "mount -t tmpfs x /tmp && echo mounted")
                        .ok()
                        .text());
    }

    @Test
    void userDirectoryAndEnvironment() throws Exception {
        assertEquals("/tmp apple /root", inside("echo $(pwd) $FRUIT $HOME"));
        Files.writeString(work.resolve("variables"), "# fruit\nFRUIT=fig\nCOLOUR=red\n");
        Commands.Result other = atoll.run(
                "exec",
                "-u",
                "web",
                "-w",
                "/etc",
                "--env-file",
                work.resolve("variables").toString(),
                "-e",
                "COLOUR=blue",
                "box",
                "sh",
                "-c",
                "echo $(id -un) $(pwd) $FRUIT $COLOUR $HOME");
        assertTrue(other.ok().text().startsWith("web /etc fig blue /"), other.text());
        assertEquals(
                "1234 5678",
                atoll.run("exec", "-u", "1234:5678", "box", "sh", "-c", "echo $(id -u) $(id -g)")
                        .text());
    }

    @Test
    void usersAreThoseTheContainerHasNow() throws Exception {
        inside("echo 'late:x:4242:4242::/home/late:/bin/sh' >> /etc/passwd");
        assertEquals(
                "4242 /home/late",
                atoll.run("exec", "-u", "late", "box", "sh", "-c", "echo $(id -u) $HOME")
                        .text());
        Commands.Result unknown = atoll.run("exec", "-u", "nobody-there", "box", "true");
        assertEquals(125, unknown.status());
        assertTrue(unknown.err().contains("unable to find user 'nobody-there'"), unknown.err());
        // What a container puts in the file's place is looked at inside it, and does not hold the engine up.
        for (String trick : List.of(
                "mkfifo /etc/passwd",
                "ln -s /proc/1/root/etc/passwd /etc/passwd",
                "ln -s ../../../../../../etc/passwd /etc/passwd",
                "mkdir /etc/passwd")) {
            inside("rm -rf /etc/passwd; " + trick);
            assertEquals(125, atoll.run("exec", "-u", "daemon", "box", "true").status(), trick);
            assertEquals(
                    0,
                    atoll.run("exec", "-u", "7", "box", "grep", "-q", "^Uid:.7", "/proc/self/status")
                            .status(),
                    trick);
        }
    }

    @Test
    void exitCodes() throws Exception {
        assertEquals(0, atoll.run("exec", "box", "true").status());
        assertEquals(42, atoll.run("exec", "box", "sh", "-c", "exit 42").status());
        assertEquals(143, atoll.run("exec", "box", "sh", "-c", "kill -TERM $$").status());
        Commands.Result missing = atoll.run("exec", "box", "nosuchprogram");
        assertEquals(127, missing.status());
        assertEquals(
                "atoll: cannot run 'nosuchprogram' in container box: there is no such command in it, or its interpreter is missing\n",
                missing.err());
        assertEquals(126, atoll.run("exec", "box", "/etc").status());
        Commands.Result directory = atoll.run("exec", "-w", "/none", "box", "true");
        assertEquals(126, directory.status());
        assertTrue(directory.err().contains("working directory /none: No such file"), directory.err());
    }

    @Test
    void onlyInARunningContainer() throws Exception {
        Commands.Result unknown = atoll.run("exec", "nope", "true");
        assertEquals(125, unknown.status());
        assertTrue(unknown.err().contains("no such container: nope"), unknown.err());
        atoll.run("stop", "-t", "0", "box").ok();
        Commands.Result stopped = atoll.run("exec", "box", "true");
        assertEquals(125, stopped.status());
        assertTrue(stopped.err().contains("it is not running; 'atoll start box' starts it"), stopped.err());
    }

    @Test
    void binaryInputAndOutputPass() throws Exception {
        byte[] data = new byte[8 << 20];
        new Random(1).nextBytes(data);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(data);
        Commands.Result counted = atoll.run(data, "exec", "-i", "box", "sha256sum");
        assertEquals(HexFormat.of().formatHex(sum), counted.ok().text().split(" ")[0]);
        Path in = work.resolve("binary");
        Files.write(in, data);
        atoll.shell("$ATOLL exec -i box cat < " + in + " > " + in + ".out").ok();
        assertArrayEquals(data, Files.readAllBytes(Path.of(in + ".out")));
        assertEquals(
                "0",
                atoll.run("not read".getBytes(StandardCharsets.UTF_8), "exec", "box", "sh", "-c", "cat | wc -c")
                        .text());
        assertEquals(
                "err\n",
                atoll.run("exec", "box", "sh", "-c", "echo out; echo err >&2").err());
    }

    @Test
    void signalsReachTheCommand() throws Exception {
        Path out = work.resolve("signalled");
        Process client =
                atoll.start(out, "exec", "box", "sh", "-c", "trap 'exit 9' TERM; echo up; while :; do sleep 0.1; done");
        Atoll.eventually("it is up", () -> read(out).contains("up"));
        client.destroy();
        assertEquals(9, client.waitFor());
    }

    @Test
    void itEndsWithTheContainerAndWithItsClient() throws Exception {
        Path out = work.resolve("ended");
        Process client =
                atoll.start(out, "exec", "box", "sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done");
        Atoll.eventually("it is up", () -> read(out).contains("up"));
        atoll.run("stop", "-t", "0", "box").ok();
        assertEquals(137, client.waitFor());
        atoll.run("start", "box").ok();
        Process killed = atoll.start(out, "exec", "box", "sleep", "4321");
        Atoll.eventually("it sleeps", () -> count("sleep 4321") == 1);
        killed.destroyForcibly();
        Atoll.eventually("it is gone", () -> count("sleep 4321") == 0);
    }

    @Test
    void detached() throws Exception {
        Commands.Result result =
                atoll.run("exec", "-d", "box", "sh", "-c", "echo nowhere; echo here > /tmp/made; exec sleep 4322");
        assertEquals("", result.ok().out());
        Atoll.eventually("it runs on", () -> count("sleep 4322") == 1);
        assertEquals("here", inside("cat /tmp/made"));
        assertEquals(127, atoll.run("exec", "-d", "box", "nosuchprogram").status());
        atoll.run("stop", "-t", "0", "box").ok();
        Atoll.eventually("it has ended", () -> !hostHas("sleep\0004322"));
    }

    @Test
    void theEngineCanGoWhileItRuns() throws Exception {
        Path out = work.resolve("engineless");
        Process client = atoll.start(
                out, "exec", "box", "sh", "-c", "echo up; until test -e /tmp/go; do sleep 0.1; done; exit 5");
        Atoll.eventually("it is up", () -> read(out).contains("up"));
        atoll.killEngine();
        inside("touch /tmp/go");
        assertEquals(5, client.waitFor());
    }

    @Test
    void twoHundredAtOnceLeaveNothing() throws Exception {
        Commands.Result all = atoll.shell(
                "for i in $(seq 200); do $ATOLL exec -e N=$i box sh -c 'echo $N; exit $((N % 7))' & p=\"$p $!\"; done;"
                        + " i=0; bad=0; for x in $p; do i=$((i+1)); wait $x; test $? = $((i % 7)) || bad=$((bad+1)); done; echo bad:$bad");
        String text = all.ok().out();
        assertTrue(text.contains("bad:0\n"), text + all.err());
        assertEquals(201, text.lines().distinct().count());
        assertEquals("2", inside("set -- /proc/[0-9]*; echo $#"), "sleep and sh");
        assertEquals(
                "",
                Commands.run("sh", "-c", "pgrep -f '^atoll-join' || true").ok().out());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private long count(String command) {
        try {
            return inside("for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline; echo; done 2>/dev/null")
                    .lines()
                    .filter(line -> line.strip().equals(command))
                    .count();
        } catch (Exception e) {
            return -1;
        }
    }

    private static boolean hostHas(String commandLine) {
        return ProcessHandle.allProcesses()
                .anyMatch(process ->
                        read(Path.of("/proc/" + process.pid() + "/cmdline")).startsWith(commandLine));
    }
}
