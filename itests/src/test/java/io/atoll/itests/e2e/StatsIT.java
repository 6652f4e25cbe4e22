package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What containers use. */
class StatsIT extends EndToEnd {
    @Test
    void oneThatUsesMuch() throws Exception {
        atoll.run("run", "-d", "--name", "busy", "-m", "64m", image, "sh", "-c", "while :; do :; done")
                .ok();
        atoll.run("run", "-d", "--name", "idle", image, "sleep", "100000").ok();
        atoll.run("create", "--name", "never", image, "true").ok();
        List<String> rows =
                atoll.run("stats", "--no-stream").ok().text().lines().toList();
        assertEquals(
                List.of("CONTAINER ID", "NAME", "CPU %", "MEM USAGE / LIMIT", "MEM %", "NET I/O", "BLOCK I/O", "PIDS"),
                List.of(rows.getFirst().split(" {3,}")));
        assertEquals(3, rows.size());
        String format = "{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.PIDs}} {{.NetIO}}";
        String busy = atoll.run("stats", "--no-stream", "--format", format, "busy")
                .ok()
                .text();
        assertTrue(busy.matches("busy [1-9][0-9]*\\.[0-9]{2}% [0-9.]+[KM]iB / 64MiB 1 0B / 0B"), busy);
        String idle = atoll.run("stats", "--no-stream", "--format", "{{.CPUPerc}}", "idle")
                .ok()
                .text();
        assertTrue(Double.parseDouble(idle.replace("%", "")) < 50, idle);
        assertEquals(
                4, atoll.run("stats", "--no-stream", "-a").ok().text().lines().count());
        String json = atoll.run("stats", "--no-stream", "--format", "json", "busy")
                .ok()
                .text();
        assertTrue(json.contains("\"memoryLimit\" : 67108864") || json.contains("\"memoryLimit\": 67108864"), json);
        Commands.Result unknown = atoll.run("stats", "none");
        assertEquals(125, unknown.status());
        assertTrue(unknown.err().contains("no such container: none"));
    }

    @Test
    void onATerminalUntilQ() throws Exception {
        atoll.run("run", "-d", "--name", "box", image, "sleep", "100000").ok();
        try (Terminal terminal = new Terminal(
                environment(), work.resolve("wide"), "stty cols 200 rows 20; " + atoll.binary() + " stats")) {
            terminal.awaitText("BLOCK I/O");
            terminal.awaitText("box");
            terminal.type("q");
            assertEquals(0, terminal.exitStatus());
        }
        try (Terminal terminal = new Terminal(
                environment(), work.resolve("narrow"), "stty cols 40 rows 20; " + atoll.binary() + " stats")) {
            terminal.awaitText("MEM USAGE / LIMIT");
            terminal.type("\u0003");
            terminal.exitStatus();
            assertFalse(terminal.screen().contains("BLOCK I/O"), terminal.screen());
            assertTrue(terminal.screen().contains("\u001b[?25h"), "the cursor is shown again");
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(atoll.environment());
        environment.put("TERM", "xterm");
        return environment;
    }
}
