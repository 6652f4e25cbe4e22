package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Containers that stand still. */
class PauseIT extends EndToEnd {
    private void runScript(String name, String script) throws Exception {
        atoll.run("run", "-d", "--name", name, image, "sh", "-c", script).ok();
    }

    private String status(String name) throws Exception {
        return atoll.run("inspect", "--format", "{{.state.status}}", name).ok().text();
    }

    private long pid(String name) throws Exception {
        return Long.parseLong(
                atoll.run("inspect", "--format", "{{.state.pid}}", name).ok().text());
    }

    private static long lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void nothingHappensInIt() throws Exception {
        runScript("box", "while :; do echo tick >> /tmp/ticks; sleep 0.01; done");
        Path ticks = Path.of("/proc/" + pid("box") + "/root/tmp/ticks");
        Atoll.eventually("it runs", () -> lines(ticks) > 0);
        assertEquals("box", atoll.run("pause", "box").ok().text());
        assertEquals("paused", status("box"));
        assertTrue(atoll.run("ps", "--format", "{{.Status}}").ok().text().endsWith(" (Paused)"));
        long then = lines(ticks);
        // Whatever it does takes no longer than this: the engine answers several times.
        for (int i = 0; i < 10; i++) {
            atoll.run("ps").ok();
        }
        assertEquals(then, lines(ticks));
        Commands.Result exec = atoll.run("exec", "box", "true");
        assertEquals(125, exec.status());
        assertTrue(exec.err().contains("it is paused; 'atoll unpause box'"), exec.err());
        assertTrue(atoll.run("pause", "box").err().contains("it is paused already"));
        atoll.run("unpause", "box").ok();
        assertEquals("running", status("box"));
        Atoll.eventually("it goes on", () -> lines(ticks) > then);
        assertTrue(atoll.run("unpause", "box").err().contains("it is not paused"));
        atoll.run("exec", "box", "true").ok();
    }

    @Test
    void itOutlivesTheEngine() throws Exception {
        runScript("box", "sleep 100000");
        atoll.run("pause", "box").ok();
        atoll.killEngine();
        assertEquals("paused", status("box"));
        atoll.run("unpause", "box").ok();
        assertEquals("running", status("box"));
        atoll.killEngine();
        assertEquals("running", status("box"));
    }

    @Test
    void aPausedOneCanBeEnded() throws Exception {
        for (String verb : new String[] {"kill", "stop", "rm -f"}) {
            runScript("box", "trap 'exit 7' TERM; while :; do sleep 0.01; done");
            atoll.run("pause", "box").ok();
            atoll.shell("$ATOLL " + verb + " box").ok();
            if (!verb.equals("rm -f")) {
                assertEquals(
                        verb.equals("stop") ? "7" : "137",
                        atoll.run("wait", "box").ok().text(),
                        verb);
                assertEquals("exited", status("box"));
                atoll.run("rm", "box").ok();
            }
        }
    }

    @Test
    void otherSignalsWait() throws Exception {
        runScript("box", "trap 'echo usr1' USR1; while :; do sleep 0.01; done");
        atoll.run("pause", "box").ok();
        atoll.run("kill", "-s", "USR1", "box").ok();
        assertEquals("paused", status("box"));
        assertEquals("", atoll.run("logs", "box").ok().text());
        atoll.run("unpause", "box").ok();
        Atoll.eventually("it reaches it", () -> {
            try {
                return atoll.run("logs", "box").ok().text().equals("usr1");
            } catch (IOException | InterruptedException e) {
                return false;
            }
        });
    }

    @Test
    void whatDoesNotRunCannotBePaused() throws Exception {
        atoll.run("create", "--name", "box", image, "true").ok();
        assertTrue(atoll.run("pause", "box").err().contains("cannot pause container box: it is not running"));
        assertTrue(atoll.run("unpause", "box").err().contains("it is not running"));
        Commands.Result several = atoll.run("pause", "none", "box");
        assertEquals(1, several.status());
        assertTrue(several.err().contains("no such container: none"));
        assertFalse(several.err().contains("internal"));
    }
}
