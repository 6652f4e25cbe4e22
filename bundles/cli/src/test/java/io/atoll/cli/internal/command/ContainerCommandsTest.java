package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.event.Event;
import io.atoll.api.layer.UnpackReport.Omission;
import io.atoll.api.runtime.Container.Status;
import io.atoll.api.runtime.LogQuery;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.Terminal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerCommandsTest extends CommandLineTest {
    @Test
    void ps() {
        prints("CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   NAMES\n", "ps");
        services.containers.put("web", Status.RUNNING);
        services.containers.put("job", Status.EXITED);
        services.containers.put("new", Status.CREATED);
        prints("""
                CONTAINER ID   IMAGE      COMMAND                  CREATED         STATUS                     NAMES
                a0a0a0a0a0a0   alpine:3   "sh -c while true; d…"   3 minutes ago   Up 3 minutes               web
                a1a1a1a1a1a1   alpine:3   "sh -c while true; d…"   3 minutes ago   Exited (3) 2 minutes ago   job
                a2a2a2a2a2a2   alpine:3   "sh -c while true; d…"   3 minutes ago   Created                    new
                """, "ps", "-a");
        prints("a0a0a0a0a0a0\n", "ps", "-q");
        prints("a0".repeat(32) + "\n", "container", "ls", "-q", "--no-trunc");
        assertEquals(0, run("ps", "-a", "--format", "json"));
        assertTrue(context.output().contains("\"exitCode\": 3"));
        assertFalse(context.output().contains("…"));
    }

    @Test
    void psFilters() {
        services.containers.put("web", Status.RUNNING);
        services.containers.put("job", Status.EXITED);
        services.containers.put("new", Status.CREATED);
        prints("a0a0a0a0a0a0\n", "ps", "-q", "--filter", "label=k", "-f", "label=k=v");
        prints("", "ps", "-q", "--filter", "label=k=other");
        prints("a1a1a1a1a1a1\n", "ps", "-q", "--filter", "status=exited");
        prints("a0a0a0a0a0a0\na1a1a1a1a1a1\n", "ps", "-q", "-f", "status=exited", "-f", "status=running");
        prints("a1a1a1a1a1a1\n", "ps", "-aq", "--filter", "exited=3");
        prints("", "ps", "-aq", "--filter", "exited=4");
        prints("a0a0a0a0a0a0\na2a2a2a2a2a2\n", "ps", "-aq", "--filter", "name=^/?[nw]");
        prints("a0a0a0a0a0a0\n", "ps", "-q", "--filter", "ancestor=alpine:3", "--filter", "id=a0");
        prints("a0a0a0a0a0a0\n", "ps", "-q", "--filter", "health=none");
        prints("a0a0a0a0a0a0\n", "ps", "-q", "--latest");
        prints("a0a0a0a0a0a0\na1a1a1a1a1a1\n", "ps", "-q", "-n", "2");
        fails(125, "unknown filter 'nope=1'", "ps", "--filter", "nope=1");
        fails(125, "invalid filter 'status=up': expected created, running", "ps", "--filter", "status=up");
        fails(125, "invalid filter 'name=('", "ps", "--filter", "name=(");
        fails(125, "no such container: nope", "ps", "--filter", "before=nope");
    }

    @Test
    void restartAndRename() {
        services.containers.put("a", Status.RUNNING);
        prints("a\n", "restart", "a");
        prints("a\n", "restart", "-t", "3", "-s", "INT", "a");
        prints("a\n", "stop", "-s", "HUP", "a");
        prints("", "rename", "a", "b");
        assertEquals(
                List.of("restart a", "restart a signal 2 3", "stop a signal 1", "rename a b"),
                services.containers.events);
        fails(1, "no such container: nope", "restart", "nope");
        fails(125, "no such container: nope", "rename", "nope", "x");
    }

    @Test
    void prune() {
        services.containers.put("web", Status.RUNNING);
        services.containers.put("job", Status.EXITED);
        fails(125, "1 containers would be removed and there is no terminal to ask on", "container", "prune");
        prints("Total reclaimed space: 0B\n", "container", "prune", "-f", "--filter", "until=1h");
        prints("Total reclaimed space: 0B\n", "container", "prune", "-f", "--filter", "label!=k");
        assertEquals(0, run("container", "prune", "-f", "--filter", "label=k=v", "--filter", "until=1m"));
        assertTrue(context.output().startsWith("a1".repeat(32) + "\n"), context.output());
        assertEquals(List.of("remove job false"), services.containers.events);
        fails(125, "unknown filter 'x=y'", "container", "prune", "-f", "--filter", "x=y");
    }

    @Test
    void events() {
        Instant time = Instant.parse("2026-01-02T03:04:05.6Z");
        Map<String, String> attributes = Map.of("name", "web", "image", "alpine:3", "exitCode", "3");
        services.events.publish(
                new Event(time, Event.Type.CONTAINER, Event.Action.DIE, "", "ab".repeat(32), attributes));
        services.events.publish(new Event(time, Event.Type.IMAGE, Event.Action.PULL, "", "alpine:3", Map.of()));
        services.events.publish(new Event(
                time, Event.Type.CONTAINER, Event.Action.HEALTH_STATUS, "healthy", "cd".repeat(32), Map.of()));
        assertEquals(0, run("events"));
        assertTrue(
                context.output().contains("05.600000000")
                        && context.output()
                                .contains(" container die " + "ab".repeat(32)
                                        + " (exitCode=3, image=alpine:3, name=web)\n"),
                context.output());
        prints("pull\n", "events", "--filter", "type=image", "--format", "{{.Action}}");
        prints("3\n", "events", "--filter", "container=web", "--format", "{{.Actor.Attributes.exitCode}}");
        prints("1767323045600000000\n", "events", "--filter", "event=die", "--format", "{{.timeNano}}");
        prints("health_status: healthy\n", "events", "--filter", "event=health_status", "--format", "{{.Action}}");
        fails(125, "unknown filter 'x'", "events", "--filter", "x");
        fails(125, "invalid time 'yesterday'", "events", "--since", "yesterday");
    }

    @Test
    void logQueries() {
        services.containers.put("a", Status.RUNNING);
        assertEquals(0, run("logs", "-n", "5", "--since", "2026-01-02T03:04:05Z", "--until", "1767323046.5", "a"));
        assertEquals(
                List.of(new LogQuery(
                        false, Instant.parse("2026-01-02T03:04:05Z"), Instant.parse("2026-01-02T03:04:06.5Z"), 5)),
                services.containers.queries);
        fails(125, "invalid number of lines 'x'", "logs", "--tail", "x", "a");
    }

    @Test
    void conditions() {
        services.containers.put("a", Status.EXITED);
        prints("3\n", "wait", "--condition", "exited", "a");
        fails(125, "unknown condition 'x'", "wait", "--condition", "x", "a");
        assertEquals(1, run("healthcheck", "run", "a"));
    }

    @Test
    void severalAtOnce() {
        services.containers.put("a", Status.RUNNING);
        services.containers.put("b", Status.RUNNING);
        fails(1, "atoll: no such container: nope\n", "stop", "-t", "3", "a", "nope", "b");
        assertEquals("a\nb\n", context.output());
        assertEquals(List.of("stop a 3", "stop b 3"), services.containers.events);
        prints("a\n", "stop", "a");
        assertEquals("stop a", services.containers.events.getLast());
    }

    @Test
    void signals() {
        services.containers.put("a", Status.RUNNING);
        prints("a\n", "kill", "a");
        prints("a\n", "kill", "-s", "HUP", "a");
        prints("a\n", "kill", "--signal=sigusr1", "a");
        prints("a\n", "kill", "-s15", "a");
        assertEquals(List.of("kill a 9", "kill a 1", "kill a 10", "kill a 15"), services.containers.events);
        fails(125, "unknown signal 'NOPE'", "kill", "-s", "NOPE", "a");
        fails(125, "unknown signal '0'", "kill", "-s", "0", "a");
    }

    @Test
    void export() {
        String archive = "[/upper/" + "a0".repeat(32) + ", /layer]";
        services.containers.put("web", Status.RUNNING);
        prints(archive, "export", "web");
        prints(archive, "container", "export", "-o", "-", "a0a0");
        services.rootArchives.omissions.add(new Omission("var/log/x", "it became shorter"));
        assertEquals(0, run("export", "web"));
        assertEquals(
                "atoll: 1 things are not as they are in the container; the first, 'var/log/x': it became shorter\n",
                context.errors());
        fails(125, "no such container: nope", "export", "nope");
        context.terminal = new Terminal(true, true, true, TerminalSize.DEFAULT);
        fails(125, "refusing to write an archive to a terminal: use -o FILE", "export", "web");
    }

    @Test
    void remove() {
        services.containers.put("a", Status.RUNNING);
        prints("a\n", "rm", "-f", "a");
        prints("nope\n", "rm", "-f", "nope");
        fails(1, "no such container: nope", "rm", "nope");
        assertEquals(List.of("remove a true"), services.containers.events);
    }

    @Test
    void waiting() {
        services.containers.put("a", Status.EXITED);
        prints("3\n", "wait", "a");
    }

    @Test
    void logs() {
        services.containers.put("a", Status.RUNNING);
        assertEquals(0, run("logs", "a"));
        assertEquals("one\nthree\n", context.output());
        assertEquals("two\n", context.errors());
        run("logs", "-f", "-t", "a");
        assertEquals("2026-01-01T00:00:00.000000000Z one\n2026-01-01T00:00:00.000000000Z three\n", context.output());
        assertEquals(List.of("log closed", "log closed"), services.containers.events);
    }

    @Test
    void inspect() {
        services.containers.put("a", Status.RUNNING);
        services.images.put("docker.io/library/alpine:latest", "ab");
        fails(1, "atoll: there is no container and no image 'nope'\n", "inspect", "a", "nope", "alpine");
        assertTrue(context.output().startsWith("[\n  {\n    \"name\": \"a\"\n  },\n  {\n    \"Id\""), context.output());
    }

    @Test
    void start() {
        services.containers.put("a", Status.EXITED);
        prints("a\n", "start", "a");
        context.exitCode = 4;
        assertEquals(4, run("start", "-a", "a"));
        assertEquals(List.of("start a", "launch a ATTACHED", "started", "closed"), services.containers.events);
        fails(125, "only one container", "start", "-a", "a", "b");
    }

    @Test
    void attach() {
        services.containers.put("a", Status.EXITED);
        services.containers.put("b", Status.RUNNING);
        fails(125, "it is not running", "attach", "a");
        fails(125, "it runs in the foreground", "attach", "b");
        fails(125, "invalid detach keys 'ctrl-'", "attach", "--detach-keys", "ctrl-", "b");
    }

    @Test
    void engine() {
        run("info");
        assertTrue(context.output().contains("root:         /root-folder\n"));
        run("info", "--format", "json");
        assertTrue(context.output().contains("\"run\": \"/run-folder\""));
        run("version");
        assertTrue(context.output().startsWith("engine:   1.2.3\n"));
        prints("atoll 1.2.3\n", "--version");
        assertEquals(0, run("engine", "status"));
        assertTrue(context.output().contains("/run-folder/engine.sock"));
        prints("", "engine", "stop");
        assertTrue(services.stopped);
    }
}
