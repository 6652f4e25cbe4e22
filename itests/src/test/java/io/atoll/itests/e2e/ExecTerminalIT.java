package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With exec -t there is a real terminal, one of the container's. */
class ExecTerminalIT extends EndToEnd {
    private int terminals;

    @BeforeEach
    void container() throws Exception {
        atoll.run("run", "-d", "--name", "box", image, "sleep", "100000").ok();
    }

    private Terminal terminal(String shellLine) throws IOException {
        Path screen = work.resolve("screen" + terminals++);
        return new Terminal(
                Map.of("ATOLL_ROOT", atoll.root.toString(), "ATOLL", atoll.binary(), "TERM", "xterm"),
                screen,
                shellLine);
    }

    @Test
    void sizeStatusAndWhatIsTyped() throws Exception {
        try (Terminal user = terminal(
                "stty cols 97 rows 33; $ATOLL exec -it -u web box sh -c 'tty; stty size; echo $TERM; ls -l $(tty); echo x > /dev/tty; read a; echo got:$a; exit 6'")) {
            user.awaitText("33 97\nxterm\n");
            assertTrue(user.screen().contains("/dev/pts/0"), user.screen());
            assertTrue(user.screen().contains("web "), user.screen());
            user.type("hello\r");
            assertEquals(6, user.exitStatus());
            assertTrue(user.screen().contains("got:hello"), user.screen());
        }
    }

    @Test
    void interruptAndSuspendKeysAndResizes() throws Exception {
        try (Terminal user = terminal(
                "stty cols 80 rows 24; (while :; do sleep 1; stty cols 101 rows 41 </dev/tty; done) & $ATOLL exec -it box sh -c 'trap \"echo caught\" INT; trap \"echo suspended; exit 4\" TSTP; trap \"stty size\" WINCH; echo ready; while :; do sleep 0.1; done'; s=$?; kill $!; exit $s")) {
            user.awaitText("ready");
            user.type("\003");
            user.awaitText("caught");
            user.awaitText("41 101");
            user.type("\032");
            assertEquals(4, user.exitStatus());
            assertTrue(user.screen().contains("suspended"), user.screen());
        }
    }

    @Test
    void detachKeysLeaveItRunning() throws Exception {
        try (Terminal user = terminal(
                "$ATOLL exec --detach-keys ctrl-a,x -it box sh -c 'echo ready; until test -e /tmp/go; do sleep 0.1; done; echo done > /tmp/went'")) {
            user.awaitText("ready");
            user.type("\001x");
            assertEquals(0, user.exitStatus());
        }
        atoll.run(
                        "exec",
                        "box",
                        "sh",
                        "-c",
                        "test ! -e /tmp/went && touch /tmp/go; until test -e /tmp/went; do sleep 0.1; done")
                .ok();
    }

    @Test
    void theUsersTerminalIsAsItWas() throws Exception {
        try (Terminal user = terminal("stty -g; $ATOLL exec -it box true; echo; stty -g")) {
            user.exitStatus();
            String[] lines = user.screen().strip().split("\n+");
            assertEquals(lines[0], lines[lines.length - 1]);
        }
    }

    @Test
    void aTerminalWithoutOneOfTheUsers() throws Exception {
        assertEquals(
                "0",
                atoll.run("exec", "-t", "box", "sh", "-c", "test -t 1; echo $?").text());
        Commands.Result refused = atoll.run("exec", "-it", "box", "sh");
        assertEquals(125, refused.status());
        assertTrue(refused.err().contains("-it needs a terminal"), refused.err());
    }
}
