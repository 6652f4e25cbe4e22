package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code atoll events} tells. */
class EventsIT extends EndToEnd {
    private List<String> actions(String since, String... more) throws Exception {
        String filters = String.join(" ", more);
        return atoll.shell("$ATOLL events --since %s --until 0s --format '{{.Action}}' %s".formatted(since, filters))
                .ok()
                .out()
                .lines()
                .toList();
    }

    @Test
    void theWholeLife() throws Exception {
        String since = Instant.now().toString();
        String id = atoll.run("run", "-d", "--name", "web", "--label", "tier=front", image, "sleep", "1000")
                .ok()
                .text();
        atoll.run("exec", "web", "sh", "-c", "exit 3");
        atoll.run("rename", "web", "shop").ok();
        atoll.run("restart", "-t", "0", "shop").ok();
        atoll.run("stop", "-t", "0", "shop").ok();
        atoll.run("rm", "shop").ok();
        assertEquals(
                List.of(
                        "create",
                        "start",
                        "exec_create: sh -c exit 3",
                        "exec_start: sh -c exit 3",
                        "exec_die",
                        "rename",
                        "kill",
                        "die",
                        "stop",
                        "start",
                        "restart",
                        "kill",
                        "die",
                        "stop",
                        "destroy"),
                actions(since, "--filter", "container=" + id));
        String die = atoll.run("events", "--since", since, "--until", "0s", "-f", "event=die", "-f", "label=tier=front")
                .ok()
                .out();
        assertTrue(
                die.matches("(?s)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}\\S+ container die " + id
                        + " \\(execDuration=\\d+, exitCode=137, image=\\S+, name=shop, tier=front\\)\n.*"),
                die);
        String renamed = "{{.Actor.Attributes.oldName}} {{.Actor.Attributes.name}}";
        assertEquals(
                "web shop",
                atoll.run("events", "--since", since, "--until", "0s", "-f", "event=rename", "--format", renamed)
                        .ok()
                        .text());
    }

    @Test
    void whatIsDoneToARunningContainer() throws Exception {
        String since = Instant.now().toString();
        String id = atoll.run(
                        "run",
                        "-d",
                        "--restart",
                        "always",
                        "--name",
                        "web",
                        image,
                        "sh",
                        "-c",
                        "trap 'exit 0' USR1; sleep 1000 & wait")
                .ok()
                .text();
        atoll.run("pause", "web").ok();
        assertEquals(
                "web",
                atoll.run("ps", "--filter", "status=paused", "--format", "{{.Names}}")
                        .ok()
                        .text());
        atoll.run("unpause", "web").ok();
        atoll.run("update", "--pids-limit", "20", "web").ok();
        atoll.run("update", "--restart", "no", "web").ok();
        atoll.run("pause", "web").ok();
        atoll.run("stop", "-s", "USR1", "web").ok(); // It reaches a paused one, and ends it.
        assertEquals(
                List.of("create", "start", "pause", "unpause", "update", "update", "pause", "kill", "die", "stop"),
                actions(since, "--filter", "container=" + id));
    }

    @Test
    void followsAndTheNextEngineStillKnows() throws Exception {
        String since = Instant.now().toString();
        Path out = work.resolve("events");
        Process follower =
                atoll.start(out, "events", "--filter", "event=die", "--format", "{{.Actor.Attributes.exitCode}}");
        // Until it listens, nothing says so: so something happens until it is told of it.
        Atoll.eventually("it listens", () -> {
            run("run", "--rm", image, "sh", "-c", "exit 7");
            return RunIT.read(out).contains("7\n");
        });
        follower.destroy();
        follower.waitFor();
        List<String> before = actions(since);
        assertTrue(before.contains("destroy"), before.toString());
        atoll.killEngine();
        assertEquals(before, actions(since));
    }

    @Test
    void anEndWithoutAnEngineIsToldByTheNext() throws Exception {
        String since = Instant.now().toString();
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "brief",
                        "--rm",
                        image,
                        "sh",
                        "-c",
                        "while [ ! -e /go ]; do sleep 0.05; done; exit 5")
                .ok();
        assertTrue(actions(since).contains("start"));
        atoll.killEngine();
        atoll.run("exec", "brief", "touch", "/go").ok();
        Atoll.eventually("it is gone", () -> run("ps", "-aq").isEmpty());
        assertEquals(1, actions(since, "--filter", "event=die").size());
    }

    @Test
    void outOfMemory() throws Exception {
        String since = Instant.now().toString();
        atoll.run(
                "run",
                "--name",
                "greedy",
                "-m",
                "16m",
                "--memory-swap",
                "16m",
                image,
                "sh",
                "-c",
                "x=$(tail -c 100m /dev/zero)");
        atoll.run("inspect", "greedy").ok();
        assertEquals(List.of("oom"), actions(since, "--filter", "event=oom"));
    }

    private String run(String... arguments) {
        try {
            return atoll.run(arguments).out();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
