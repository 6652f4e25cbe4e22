package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people see while they wait (W39), and when they would not: S1.3, S1.10, S1.12, S1.19. */
class ProgressIT extends EndToEnd {
    private static final String ESC = "\u001b[";

    @SuppressWarnings("NullAway.Init")
    private SlowRegistry slow;

    private String name = "";
    private int terminals;

    @BeforeAll
    void slowDown() throws IOException {
        slow = new SlowRegistry(registry.image("").replace("/", ""));
        name = slow.image("test/busybox:v1");
    }

    @AfterAll
    void speedUp() {
        slow.close();
    }

    @BeforeEach
    void nothingIsThere() throws Exception {
        slow.shut();
        // The lease of a pull whose engine was killed keeps what it had: nothing of it may serve the next test.
        atoll.shell(
                        "rm -f $ATOLL_ROOT/leases/pull*; for i in $($ATOLL images -q); do $ATOLL rmi $i; done; $ATOLL image prune -f")
                .ok();
    }

    private Terminal terminal(String shellLine, String kind) throws IOException {
        Path screen = work.resolve("progress" + terminals++);
        return new Terminal(
                Map.of("ATOLL_ROOT", atoll.root.toString(), "ATOLL", atoll.binary(), "NAME", name, "TERM", kind),
                screen,
                "stty cols 80 rows 24; " + shellLine);
    }

    /** What is left to see: everything since the lines that moved were taken away. */
    private static String afterTheLast(String text, String part) {
        int at = text.lastIndexOf(part);
        assertTrue(at >= 0, text);
        return text.substring(at + part.length());
    }

    @Test
    void atATerminal() throws Exception {
        try (Terminal user = terminal("$ATOLL pull $NAME; echo status $?", "xterm")) {
            user.awaitText("downloading");
            user.awaitText("5.00kB of");
            slow.open();
            user.awaitText("status 0");
            String screen = user.screen();
            assertTrue(screen.contains("Pulling " + name + "...\n  Manifest: sha256:"), screen);
            String stays = afterTheLast(screen, ESC + "?25h");
            assertTrue(stays.matches("""
                              Layer 1/2: [0-9a-f]{12} \\(downloading\\.\\.\\.\\)
                              Layer 2/2: [0-9a-f]{12} \\(downloading\\.\\.\\.\\)
                            Done: 2 layers downloaded, 0 cached
                            status 0
                            """), stays);
        }
    }

    @Test
    void runShowsItTooAndNothingOfItOnStandardOutput() throws Exception {
        Path out = work.resolve("run-output");
        try (Terminal user =
                terminal("$ATOLL run --rm $NAME echo hello >" + out + "; cat " + out + "; echo status $?", "xterm")) {
            user.awaitText("downloading");
            slow.open();
            user.awaitText("status 0");
            assertTrue(user.screen().endsWith("hello\nstatus 0\n"), user.screen());
        }
        assertEquals("hello\n", java.nio.file.Files.readString(out));
    }

    /** Ctrl-C: one line, status 130, and a terminal as it was. */
    @Test
    void interrupted() throws Exception {
        try (Terminal user = terminal(
                "before=$(stty -g); $ATOLL pull $NAME; echo status $?; test \"$before\" = \"$(stty -g)\" && echo same",
                "xterm")) {
            user.awaitText("5.00kB of");
            user.type("\003");
            user.awaitText("same");
            String stays = afterTheLast(user.screen(), ESC + "?25h");
            assertTrue(
                    stays.matches("(?s)  Layer 1/2: [0-9a-f]{12} \\(downloading\\.\\.\\.\\)\n"
                            + "(  Layer 2/2: [0-9a-f]{12} \\(downloading\\.\\.\\.\\)\n)?"
                            + "atoll: interrupted\nstatus 130\nsame\n"),
                    stays);
        }
        assertEquals("", atoll.run("images", "-q").ok().out());
    }

    /** What is typed meanwhile neither shows nor moves anything; it is still there for who reads next. */
    @Test
    void typing() throws Exception {
        try (Terminal user = terminal("$ATOLL pull $NAME; read -r line; echo \"read <$line>\"", "xterm")) {
            user.awaitText("5.00kB of");
            user.type("typed\n\n\n");
            slow.open();
            user.awaitText("read <typed>");
            assertEquals(1, user.screen().split("typed", -1).length - 1, user.screen());
            assertTrue(
                    afterTheLast(user.screen(), ESC + "?25h").matches("(?s) +Layer 1/2.*Done: [^\n]*\nread <typed>\n"));
            assertFalse(user.screen().contains("\n\n"), user.screen());
        }
    }

    /** The client is killed: its guard shows the cursor again and what is typed. */
    @Test
    void theClientIsKilledAndTheTerminalIsPutRight() throws Exception {
        try (Terminal user = terminal(
                "before=$(stty -g); $ATOLL pull $NAME; echo status $?; until test \"$before\" = \"$(stty -g)\"; do sleep 0.05; done; echo same",
                "xterm")) {
            user.awaitText("5.00kB of");
            ProcessHandle client = ProcessHandle.allProcesses()
                    .filter(process -> process.info().commandLine().orElse("").equals(atoll.binary() + " pull " + name))
                    .findFirst()
                    .orElseThrow();
            client.destroyForcibly();
            user.awaitText("same\n");
            user.awaitText(ESC + "?25h");
            assertTrue(user.screen().contains("status 137"), user.screen());
        }
    }

    @Test
    void theEngineIsKilledAndTheTerminalIsPutRight() throws Exception {
        try (Terminal user = terminal("$ATOLL pull $NAME; echo status $?", "xterm")) {
            user.awaitText("5.00kB of");
            atoll.killEngine();
            user.awaitText("status 125");
            String stays = afterTheLast(user.screen(), ESC + "?25h");
            assertTrue(stays.startsWith("atoll: the engine ended before the command did"), user.screen());
        }
    }

    @Test
    void aTerminalThatCanDoNothing() throws Exception {
        slow.open();
        try (Terminal user = terminal("$ATOLL pull $NAME; echo status $?", "dumb")) {
            user.awaitText("status 0");
            assertFalse(user.screen().contains("\u001b"), user.screen());
            assertTrue(user.screen().contains("(downloading...)\nDone: 2 layers"), user.screen());
        }
    }

    /** Nobody reads on: the end is quiet, and it is one. */
    @Test
    void aPipeThatIsClosed() throws Exception {
        Commands.Result result =
                atoll.shell("set -o pipefail; $ATOLL image pull " + name + " | head -n 1; echo ${PIPESTATUS[0]}");
        assertEquals("Pulling " + name + "...\n141\n", result.out());
        assertEquals("", result.err());
    }

    @Test
    void eventsForPrograms() throws Exception {
        slow.open();
        List<String> events =
                atoll.run("pull", "--progress", "json", name).ok().out().lines().toList();
        assertTrue(events.stream().allMatch(event -> event.startsWith("{") && event.endsWith("}")), events.toString());
        assertTrue(events.get(1).contains("\"event\":\"manifest\"")
                && events.get(1).contains("\"layers\":2"));
        assertTrue(events.stream().anyMatch(event -> event.contains("\"state\":\"done\"")), events.toString());
        assertTrue(events.getLast().startsWith("{\"event\":\"done\""), events.getLast());
        assertEquals(
                "hello\n",
                atoll.run("run", "--rm", "--pull", "always", "--progress", "json", name, "echo", "hello")
                        .ok()
                        .out());
    }

    /** S1.39, W5, W6: what is typed is nowhere to be seen, Enter ends it, Ctrl-C leaves nothing behind. */
    @Test
    void aPasswordAtATerminal() throws Exception {
        String line =
                "before=$(stty -g); $ATOLL login 127.0.0.1:1; echo status $?; test \"$before\" = \"$(stty -g)\" && echo same";
        try (Terminal user = terminal(line, "xterm")) {
            user.awaitText("Username: ");
            user.type("somebody\r");
            user.awaitText("Password: ");
            user.type("sesame\r");
            user.awaitText("same\n");
            assertTrue(user.screen().contains("Username: somebody\nPassword: \natoll: "), user.screen());
            assertFalse(user.screen().contains("sesame"), user.screen());
            assertTrue(user.screen().contains("status 125"), "nobody is there: " + user.screen());
        }
        try (Terminal user = terminal(line, "xterm")) {
            user.awaitText("Username: ");
            user.type("somebody\r");
            user.awaitText("Password: ");
            user.type("ses\003");
            user.awaitText("same\n");
            assertTrue(user.screen().contains("status 130"), user.screen());
            assertFalse(user.screen().contains("ses\n"), user.screen());
        }
    }

    /** S1.38, S1.39: without a terminal both are lines of standard input. */
    @Test
    void aPasswordFromAPipe() throws Exception {
        Commands.Result result = Commands.run(
                atoll.environment(),
                "somebody\nsesame\n".getBytes(StandardCharsets.UTF_8),
                List.of("setsid", "-w", atoll.binary(), "login", "127.0.0.1:1"));
        assertEquals(125, result.status());
        assertTrue(result.err().startsWith("Username: \nPassword: \natoll: "), result.err());
        assertFalse(result.err().contains("sesame"), result.err());
    }
}
