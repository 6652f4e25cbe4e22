package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** With -t there is a real terminal; script(1) is the user's. */
class TerminalIT extends EndToEnd {
    private String onTerminal(String command, String input) throws Exception {
        return atoll.shell("printf '" + input + "' | timeout 60 script -qec \"$ATOLL " + command + "\" /dev/null; echo status=$?")
                .out()
                .replace("\r", "");
    }

    @Test
    void itIsATerminalOfItsOwn() throws Exception {
        String out = onTerminal("run --rm -t " + image + " sh -c 'tty; test -t 0 && test -t 1 && test -t 2 && echo yes; echo $TERM'", "");
        assertTrue(out.contains("/dev/pts/0") || out.contains("/dev/console"), out);
        assertTrue(out.contains("yes"), out);
        assertTrue(out.contains("xterm"), out);
        assertTrue(out.contains("status=0"), out);
    }

    @Test
    void whatIsTypedArrivesAndTheStatusComesBack() throws Exception {
        String out = onTerminal("run --rm -it " + image + " sh -c 'read x; echo got:$x; exit 6'", "hello\\r");
        assertTrue(out.contains("got:hello"), out);
        assertTrue(out.contains("status=6"), out);
    }

    @Test
    void interruptKeyIsTheContainers() throws Exception {
        String out = onTerminal("run --rm -it " + image + " sh -c 'trap \\\"echo caught; exit 4\\\" INT; echo ready; read x; read x'", "\\003");
        assertTrue(out.contains("caught"), out);
        assertTrue(out.contains("status=4"), out);
    }

    @Test
    void withoutATerminalOfTheUsersItStillIsOne() throws Exception {
        Commands.Result result = atoll.run("run", "--rm", "-t", image, "sh", "-c", "test -t 1; echo $?");
        assertEquals("0", result.text());
    }

    @Test
    void detachKeysLeaveItRunning() throws Exception {
        String out = onTerminal("run -it --name left " + image + " sleep 1000", "\\020\\021");
        assertTrue(out.contains("status=0"), out);
        assertTrue(atoll.run("ps").ok().out().contains("left"));
    }
}
