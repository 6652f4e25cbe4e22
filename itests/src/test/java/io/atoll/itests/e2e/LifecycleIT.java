package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The small verbs of a container's life. */
class LifecycleIT extends EndToEnd {
    private String inspect(String name, String field) throws Exception {
        return atoll.run("inspect", "-f", "{{" + field + "}}", name).ok().text();
    }

    @Test
    void restart() throws Exception {
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "web",
                        image,
                        "sh",
                        "-c",
                        "trap 'echo bye; exit 0' INT; echo hi; while :; do sleep 0.05; done")
                .ok();
        Atoll.eventually("it is up", () -> logs("web").equals("hi\n"));
        String pid = inspect("web", ".State.Pid");
        assertEquals("web", atoll.run("restart", "-s", "INT", "web").ok().text());
        assertNotEquals(pid, inspect("web", ".State.Pid"));
        Atoll.eventually("it was asked, and is up again", () -> logs("web").equals("hi\nbye\nhi\n"));
        atoll.run("stop", "-s", "INT", "web").ok();
        assertEquals("0", inspect("web", ".State.ExitCode"));
        atoll.run("restart", "web").ok();
        assertEquals("running", inspect("web", ".State.Status"), "one that does not run is started");
        assertEquals(1, atoll.run("restart", "nobody").status());
    }

    @Test
    void oneThatIsToBeRemovedStaysWhenItIsRestarted() throws Exception {
        String id = atoll.run("run", "-d", "--rm", "--name", "short", image, "sleep", "1000")
                .ok()
                .text();
        atoll.run("restart", "-t", "0", "short").ok();
        assertEquals(id, inspect("short", ".Id"));
        atoll.run("stop", "-t", "0", "short").ok();
        Atoll.eventually("it is removed", () -> !all().contains("short"));
    }

    @Test
    void rename() throws Exception {
        atoll.run("run", "-d", "--name", "old", image, "sleep", "1000").ok();
        atoll.run("create", "--name", "taken", image, "true").ok();
        atoll.run("rename", "old", "new").ok();
        assertEquals("new", inspect("new", ".Name"));
        Commands.Result taken = atoll.run("rename", "new", "taken");
        assertEquals(125, taken.status());
        assertTrue(taken.err().contains("in use"), taken.err());
        assertEquals(125, atoll.run("rename", "new", "not ok").status());
        assertEquals(125, atoll.run("rename", "new", "new").status());
        atoll.run("create", "--name", "old", image, "true").ok();
        atoll.killEngine();
        assertEquals("running", inspect("new", ".State.Status"));
        assertEquals("created", inspect("old", ".State.Status"));
    }

    @Test
    void prune() throws Exception {
        atoll.run("run", "-d", "--name", "runs", image, "sleep", "1000").ok();
        atoll.run("run", "--name", "kept", "--label", "keep", image, "true").ok();
        atoll.run("run", "--name", "over", image, "true").ok();
        atoll.run("create", "--name", "fresh", image, "true").ok();
        assertEquals(
                "Total reclaimed space: 0B",
                atoll.run("container", "prune", "-f", "--filter", "until=1h")
                        .ok()
                        .text());
        assertEquals(
                3,
                atoll.run("container", "prune", "-f", "--filter", "label!=keep")
                        .ok()
                        .out()
                        .lines()
                        .count());
        assertEquals(
                "kept runs",
                atoll.shell("$ATOLL ps -a --format '{{.Names}}' | sort | xargs")
                        .ok()
                        .text());
        assertEquals(125, atoll.run("container", "prune").status());
    }

    @Test
    void lists() throws Exception {
        atoll.run("run", "-d", "--name", "first", "--label", "tier=front", image, "sleep", "1000")
                .ok();
        atoll.run("run", "--name", "second", image, "sh", "-c", "exit 9");
        assertEquals("first", names("--filter", "label=tier=front"));
        assertEquals("second", names("--filter", "exited=9"));
        assertEquals("second", names("-l"));
        assertEquals("second", names("-a", "--filter", "since=first"));
        assertEquals("first", names("-a", "--filter", "before=second"));
        assertEquals("first", names("--filter", "ancestor=" + image));
        String sizes = atoll.run("ps", "-as").ok().out();
        assertTrue(sizes.contains("SIZE") && sizes.contains("B (virtual "), sizes);
    }

    @Test
    void waitsForMoreThanTheEnd() throws Exception {
        atoll.run("run", "-d", "--rm", "--name", "brief", image, "sleep", "0.3").ok();
        assertEquals(
                "-1", atoll.run("wait", "--condition", "running", "brief").ok().text());
        atoll.run("wait", "--condition", "removed", "brief").ok();
        assertEquals("", atoll.run("ps", "-aq").ok().out());
    }

    private String names(String... more) throws Exception {
        return atoll.shell("$ATOLL ps --format '{{.Names}}' " + String.join(" ", more))
                .ok()
                .text();
    }

    private String logs(String name) {
        return out("logs", name);
    }

    private String all() {
        return out("ps", "-a");
    }

    private String out(String... arguments) {
        try {
            return atoll.run(arguments).out();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
