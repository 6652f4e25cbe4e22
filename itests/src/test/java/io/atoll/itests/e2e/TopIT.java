package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The processes of a container, seen from outside. */
class TopIT extends EndToEnd {
    private String id = "";

    private void startBox() throws Exception {
        id = atoll.run("run", "-d", "--name", "box", "-u", "7", image, "sh", "-c", "sleep 100000 & exec sleep 99999")
                .ok()
                .text();
        atoll.run("exec", "-d", "box", "sleep", "88888").ok();
        Atoll.eventually("all run", () -> top().contains("99999") && top().contains("88888"));
    }

    private String top(String... options) {
        try {
            String[] line = new String[options.length + 2];
            line[0] = "top";
            line[1] = "box";
            System.arraycopy(options, 0, line, 2, options.length);
            return atoll.run(line).ok().text();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void asPsShowsThem() throws Exception {
        startBox();
        List<String> lines = top().lines().toList();
        assertEquals(
                List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"),
                List.of(lines.getFirst().split(" +")));
        assertEquals(4, lines.size(), "with the one of exec: " + lines);
        String pid =
                atoll.run("inspect", "--format", "{{.state.pid}}", "box").ok().text();
        assertTrue(
                lines.stream().anyMatch(line -> line.split(" +")[1].equals(pid) && line.endsWith("sleep 99999")),
                lines.toString());
    }

    @Test
    void descriptorsAndOptions() throws Exception {
        startBox();
        assertTrue(top("pid,comm").lines().toList().contains("1     sleep"), top("pid,comm"));
        assertEquals(top("pid,user"), top("pid", "user"));
        assertTrue(top("hpid,user").lines().skip(1).allMatch(line -> line.matches("\\d+ +7")));
        List<String> host = top("-o", "pid,args").lines().toList();
        assertEquals("PID", host.getFirst().split(" +")[0]);
        assertEquals(4, host.size(), "no process of anybody else");
        assertEquals(4, top("aux").lines().count());
        Commands.Result without = atoll.run("top", "box", "-o", "args");
        assertTrue(without.err().contains("shows no column PID"), without.err());
        assertTrue(atoll.run("top", "box", "--no-such-option").err().contains("failed"));
        atoll.run("kill", id).ok();
        atoll.run("wait", id).ok();
        assertTrue(atoll.run("top", "box").err().contains("it is not running"));
    }
}
