package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.layer.RootChanges.Change;
import io.atoll.api.layer.RootChanges.Kind;
import io.atoll.api.layer.UnpackReport.Omission;
import io.atoll.api.runtime.Container.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code cp} and {@code diff}: what is asked of the services. */
class CopyCommandTest extends CommandLineTest {
    @Test
    void placesAndOptions() {
        services.containers.put("web", Status.RUNNING);
        services.containers.put("old", Status.EXITED);
        assertEquals(0, run("cp", "-q", "/a/.", "web:b/"));
        assertEquals(0, run("cp", "-aLq", "web:/a", "/b"));
        assertEquals(0, run("container", "cp", "-q", "./odd:name", "web:"));
        assertEquals(0, run("cp", "-q", "old:/a", "web:/b"));
        String directory = context.directory().toString();
        assertEquals(
                List.of(
                        "host /a/. -> root 3 /b/ trusted",
                        "root 3 //a -> host /b follow owners untrusted",
                        "host " + directory + "/./odd:name -> root 3 / trusted",
                        "root 3 //a -> root 4 //b trusted"),
                services.files.asked);
        assertEquals(0, services.containers.opened);
    }

    @Test
    void archives() {
        services.containers.put("web", Status.RUNNING);
        prints("root 3 //a", "cp", "web:/a", "-");
        prints("root 3 //a follow", "cp", "-L", "web:/a", "-");
        assertEquals(0, services.containers.opened);
    }

    @Test
    void whatIsSaid() {
        services.containers.put("web", Status.RUNNING);
        assertEquals(0, run("cp", "/a", "web:/b"));
        assertTrue(context.errors().contains("Copied 1.23kB to web:/b"), context.errors());
        services.files.omissions.add(new Omission("a/dev", "left out"));
        assertEquals(0, run("cp", "-q", "web:/a", "/b"));
        assertTrue(context.errors().contains("the first, 'a/dev': left out"), context.errors());
        fails(125, "neither is in a container", "cp", "/a", "/b");
        fails(125, "a path is empty", "cp", "", "web:/b");
        fails(125, "no such container: nope", "cp", "/a", "nope:/b");
    }

    @Test
    void diff() {
        services.containers.put("web", Status.RUNNING);
        services.changes.all.add(new Change(Kind.CHANGED, "/etc"));
        services.changes.all.add(new Change(Kind.DELETED, "/etc/motd"));
        prints("C /etc\nD /etc/motd\n", "diff", "web");
        assertEquals(0, run("diff", "--format", "json", "web"));
        assertTrue(context.output().contains("\"deleted\""), context.output());
        fails(125, "unknown format 'x'", "diff", "--format", "x", "web");
    }
}
