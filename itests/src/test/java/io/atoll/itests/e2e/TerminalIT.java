package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With -t there is a real terminal. */
class TerminalIT extends EndToEnd {
    private int terminals;

    private Terminal terminal(String shellLine) throws IOException {
        Path screen = work.resolve("screen" + terminals++);
        return new Terminal(
                Map.of("ATOLL_ROOT", atoll.root.toString(), "ATOLL", atoll.binary(), "IMAGE", image, "TERM", "xterm"),
                screen,
                shellLine);
    }

    @Test
    void itIsATerminalOfItsOwn() throws Exception {
        try (Terminal user = terminal(
                "stty cols 97 rows 33; $ATOLL run --rm -t $IMAGE sh -c 'tty; test -t 0 && test -t 2 && echo yes; echo $TERM; stty size'")) {
            assertEquals(0, user.exitStatus());
            assertTrue(user.screen().contains("/dev/pts/0") || user.screen().contains("/dev/console"), user.screen());
            assertTrue(user.screen().contains("yes\nxterm\n33 97\n"), user.screen());
        }
    }

    @Test
    void whatIsTypedArrivesAndTheStatusComesBack() throws Exception {
        try (Terminal user = terminal("$ATOLL run --rm -it $IMAGE sh -c 'echo ready; read x; echo got:$x; exit 6'")) {
            user.awaitText("ready");
            user.type("hello\r");
            assertEquals(6, user.exitStatus());
            assertTrue(user.screen().contains("got:hello"), user.screen());
        }
    }

    @Test
    void interruptAndSuspendKeysAreTheContainers() throws Exception {
        try (Terminal user = terminal(
                "$ATOLL run --rm -it $IMAGE sh -c 'trap \"echo caught\" INT; trap \"echo suspended; exit 4\" TSTP; echo ready; while :; do sleep 0.1; done'")) {
            user.awaitText("ready");
            user.type("\003");
            user.awaitText("caught");
            user.type("\032");
            assertEquals(4, user.exitStatus());
            assertTrue(user.screen().contains("suspended"), user.screen());
        }
    }

    @Test
    void aResizeArrives() throws Exception {
        try (Terminal user = terminal(
                "stty cols 80 rows 24; (sleep 1; stty cols 101 rows 41 </dev/tty) & $ATOLL run --rm -it $IMAGE sh -c 'trap \"stty size; exit\" WINCH; echo ready; while :; do sleep 0.1; done'")) {
            user.awaitText("41 101");
        }
    }

    @Test
    void theUsersTerminalIsAsItWas() throws Exception {
        try (Terminal user = terminal("stty -g; $ATOLL run --rm -it $IMAGE true; echo; stty -g")) {
            user.exitStatus();
            String[] lines = user.screen().strip().split("\n+");
            assertEquals(lines[0], lines[lines.length - 1]);
        }
    }

    @Test
    void theUsersTerminalIsRestoredEvenIfTheClientIsKilled() throws Exception {
        try (Terminal user = terminal(
                "before=$(stty -g); $ATOLL run --name kept -it $IMAGE sh -c 'echo ready; sleep 1000' </dev/tty & wait $!; sleep 1; test \"$before\" = \"$(stty -g)\" && echo same")) {
            // A job in the background of a shell without job control still has the terminal.
            user.awaitText("ready");
            Commands.run("pkill", "-9", "-f", atoll.binary() + " run --name kept")
                    .ok();
            user.awaitText("same");
        }
        assertTrue(atoll.run("ps").ok().out().contains("kept"), "its monitor holds the container");
    }

    @Test
    void withoutATerminalOfTheUsersItStillIsOne() throws Exception {
        Commands.Result result = atoll.run("run", "--rm", "-t", image, "sh", "-c", "test -t 1; echo $?");
        assertEquals("0", result.text(), result.err());
    }

    @Test
    void detachKeysLeaveItRunning() throws Exception {
        try (Terminal user = terminal(
                "$ATOLL run -it --name left $IMAGE sh -c 'echo ready; while read x; do echo \"again:$x\"; done'")) {
            user.awaitText("ready");
            user.type("\020\021");
            assertEquals(0, user.exitStatus());
        }
        assertTrue(atoll.run("ps").ok().out().contains("left"));
        try (Terminal user = terminal("$ATOLL attach left")) {
            user.type("hello\r");
            user.awaitText("again:hello");
        }
    }
}
