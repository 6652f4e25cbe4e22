package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.layer.UnpackReport.Omission;
import io.atoll.api.runtime.Container.Status;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.Terminal;
import java.util.List;
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
    void severalAtOnce() {
        services.containers.put("a", Status.RUNNING);
        services.containers.put("b", Status.RUNNING);
        fails(1, "atoll: no such container: nope\n", "stop", "-t", "3", "a", "nope", "b");
        assertEquals("a\nb\n", context.output());
        assertEquals(List.of("stop a 3", "stop b 3"), services.containers.events);
        prints("a\n", "stop", "a");
        assertEquals("stop a by itself", services.containers.events.getLast());
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
