package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Foreground containers behave as plain programs do. */
class RunIT extends EndToEnd {
    @Test
    void outputAndTheImagesDefaults() throws Exception {
        assertEquals("default command\n", atoll.run("run", "--rm", image).ok().out());
        assertEquals(
                "blue /root /\n",
                atoll.run("run", "--rm", image, "sh", "-c", "echo $COLOUR $HOME $PWD")
                        .ok()
                        .out());
        assertEquals(
                "second layer\n",
                atoll.run("run", "--rm", image, "cat", "/etc/motd").ok().out());
        assertEquals(1, atoll.run("run", "--rm", image, "ls", "/old").status(), "deleted by the second layer");
    }

    @Test
    void exitStatusIsTheContainers() throws Exception {
        for (int status : new int[] {0, 1, 42, 125, 255}) {
            assertEquals(
                    status,
                    atoll.run("run", "--rm", image, "sh", "-c", "exit " + status)
                            .status());
        }
        assertEquals(
                137,
                atoll.run("run", "--rm", "--init", image, "sh", "-c", "kill -9 $$")
                        .status());
        assertEquals(
                143,
                atoll.run("run", "--rm", "--init", image, "sh", "-c", "kill -15 $$")
                        .status());
    }

    @Test
    void whatCannotRunSaysSoAndLeavesNothing() throws Exception {
        Commands.Result missing = atoll.run("run", image, "no-such-command");
        assertEquals(127, missing.status());
        assertTrue(missing.err().contains("no-such-command"), missing.err());
        Commands.Result notExecutable = atoll.run("run", image, "/etc/not-executable");
        assertEquals(126, notExecutable.status(), notExecutable.err());
        assertEquals(126, atoll.run("run", image, "/etc").status());
        assertEquals("", atoll.run("ps", "-aq").ok().out());
        atoll.awaitEmpty("containers", "run/containers", "leases");
    }

    @Test
    void standardInputIsReadToItsEnd() throws Exception {
        byte[] input = new byte[5_000_000];
        new Random(1).nextBytes(input);
        Commands.Result result = atoll.run(input, "run", "--rm", "-i", image, "cat");
        assertArrayEquals(input, result.ok().out().getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("", atoll.run(input, "run", "--rm", image, "cat").ok().out(), "without -i there is none");
    }

    @Test
    void outputIsBinaryCleanWithAndWithoutALog() throws Exception {
        byte[] input = new byte[3_000_000];
        new Random(2).nextBytes(input);
        Commands.Result logged = atoll.run(input, "run", "-i", "--name", "logged", image, "cat");
        assertArrayEquals(input, logged.ok().out().getBytes(StandardCharsets.ISO_8859_1));
        assertArrayEquals(input, atoll.run("logs", "logged").ok().out().getBytes(StandardCharsets.ISO_8859_1));
        Commands.Result apart = atoll.run("run", image, "sh", "-c", "echo out; echo err >&2");
        assertEquals("out\n", apart.out());
        assertEquals("err\n", apart.err());
    }

    @Test
    void aClosedPipeEndsItAsAPlainProgram() throws Exception {
        assertEquals(
                "y\n",
                atoll.shell("timeout 60 $ATOLL run --rm " + image + " yes | head -n 1")
                        .ok()
                        .out());
        assertEquals(
                "y\n",
                atoll.shell("timeout 60 $ATOLL run " + image + " yes | head -n 1")
                        .ok()
                        .out());
        assertEquals(
                "141",
                atoll.shell("$ATOLL run --rm --init " + image + " yes | head -n 1 >&2; echo ${PIPESTATUS[0]}")
                        .text());
    }

    @Test
    void signalsReachTheContainer() throws Exception {
        for (String signal : new String[] {"TERM", "INT", "HUP", "USR1"}) {
            Path out = work.resolve("signal-" + signal);
            Process client = atoll.start(
                    out,
                    "run",
                    "--rm",
                    image,
                    "sh",
                    "-c",
                    "trap 'echo got " + signal + "; exit 9' " + signal + "; echo ready; while :; do sleep 0.05; done");
            Atoll.eventually("it is ready", () -> read(out).contains("ready"));
            Commands.run("kill", "-" + signal, Long.toString(client.pid())).ok();
            assertEquals(9, client.waitFor());
            assertTrue(read(out).contains("got " + signal), read(out));
        }
    }

    @Test
    void optionsOfRun() throws Exception {
        assertEquals(
                "web 34 /tmp",
                atoll.run("run", "--rm", "-u", "web", "-w", "/tmp", image, "sh", "-c", "echo $(id -un) $(id -g) $PWD")
                        .text());
        assertEquals(
                "5 6",
                atoll.run("run", "--rm", "-u", "5:6", image, "sh", "-c", "echo $(id -u) $(id -g)")
                        .text());
        assertEquals(
                "reef",
                atoll.run("run", "--rm", "--hostname", "reef", image, "hostname")
                        .text());
        assertEquals(
                "a b|blue",
                atoll.run("run", "--rm", "-e", "X=a b", image, "sh", "-c", "echo \"$X|$COLOUR\"")
                        .text());
        assertEquals(
                "grüß",
                utf8(atoll.run("run", "--rm", "-e", "X=grüß", image, "sh", "-c", "echo $X")
                        .text()));
        assertEquals(
                "hi there",
                atoll.run("run", "--rm", "--entrypoint", "/bin/echo", image, "hi", "there")
                        .text());
        assertEquals(
                1, atoll.run("run", "--rm", "--read-only", image, "touch", "/x").status());
        assertEquals(
                0,
                atoll.run("run", "--rm", "--read-only", image, "touch", "/dev/shm/x")
                        .status());
        assertEquals(
                "--rm -x", atoll.run("run", "--rm", image, "echo", "--rm", "-x").text());
        assertEquals(
                "/srv/new/dir",
                atoll.run("run", "--rm", "-w", "/srv/new/dir", image, "pwd").text());
    }

    @Test
    void volumes() throws Exception {
        Path source = Files.createDirectory(work.resolve("völume dir"));
        Files.writeString(source.resolve("file"), "from the host\n");
        assertEquals(
                "from the host",
                atoll.run("run", "--rm", "-v", source + ":/data", image, "cat", "/data/file")
                        .text());
        atoll.run("run", "--rm", "-v", source + ":/data", image, "sh", "-c", "echo back >/data/new")
                .ok();
        assertEquals("back\n", Files.readString(source.resolve("new")));
        assertEquals(
                1,
                atoll.run("run", "--rm", "-v", source + ":/data:ro", image, "touch", "/data/x")
                        .status());
        Commands.Result proc = atoll.run("run", "--rm", "-v", source + ":/proc", image, "true");
        assertEquals(125, proc.status());
        assertTrue(proc.err().contains("/proc"), proc.err());
    }

    @Test
    void nothingIsLeftOfContainersThatAreRemovedAtTheirEnd() throws Exception {
        atoll.run("run", "--rm", image, "sh", "-c", "mkdir -p /a/b; echo x >/a/b/c")
                .ok();
        assertEquals("", atoll.run("ps", "-aq").ok().out());
        atoll.awaitEmpty("containers", "run/containers", "leases");
        assertFalse(
                Files.readString(Path.of("/proc/self/mountinfo")).contains(atoll.root.toString()),
                "no mount on the host");
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return "";
        }
    }
}
