package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container's file system as an archive. */
class ExportIT extends EndToEnd {
    /** What a container does to its root: deletes, replaces, hides, adds, changes attributes. */
    private static final String CHANGES =
            "rm /etc/not-executable; rm -r /root; mkdir /root; echo new >/root/file; ln /root/file /root/again; chown 5:6 /etc/motd; mkfifo /fifo; ln -s motd /etc/link; chmod 1700 /tmp";

    /** Of what is no mount point, every name with type, mode, owner, links, target and content, as busybox says. */
    private String seen(String root, String shell) throws Exception {
        String list = "cd " + root + """
                ; for d in etc root tmp fifo bin; do find $d; done | grep -v -e ^etc/host -e ^etc/resolv | sort | while read -r f
                do stat -c "%n %F %a %u:%g %h" "$f"; readlink "$f"; [ -f "$f" ] && [ ! -L "$f" ] && md5sum <"$f"; done; true""";
        return atoll.shell(shell + " sh -c '" + list + "'").ok().out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "copy"})
    @DisplayName("of a running container and of one that has ended: what is seen in it, and nothing that is mounted")
    void whatIsSeen(String storage) throws Exception {
        Path volume = Files.createDirectories(work.resolve("volume"));
        Files.writeString(volume.resolve("outside"), "x");
        atoll.run(
                        "run",
                        "-d",
                        "--storage",
                        storage,
                        "--name",
                        "changed",
                        "-v",
                        volume + ":/mnt",
                        image,
                        "sh",
                        "-c",
                        CHANGES + "; touch /done; exec sleep 1000")
                .ok();
        Atoll.eventually("it has changed its root", () -> {
            try {
                return atoll.run("export", "changed").out().contains("done\0");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        Path tree = work.resolve("exported-" + storage);
        String extract =
                "rm -rf %1$s; mkdir %1$s; $ATOLL export changed | tar -xp --numeric-owner -C %1$s".formatted(tree);
        atoll.shell("set -o pipefail; " + extract).ok();
        Path file = work.resolve("export-" + storage + ".tar");
        assertEquals(
                "", atoll.run("export", "-o", file.toString(), "changed").ok().err());
        assertTrue(Files.size(file) > 1_000_000);
        assertFalse(Files.exists(tree.resolve("mnt/outside")));
        assertFalse(Files.exists(tree.resolve("etc/not-executable")));
        assertEquals("new\n", Files.readString(tree.resolve("root/again")));
        atoll.run("stop", "-t", "0", "changed").ok();
        Path ended = work.resolve("ended-" + storage);
        atoll.shell("set -o pipefail; " + extract.replace(tree.toString(), ended.toString()))
                .ok();
        String busybox = "busybox ";
        String there = seen(tree.toString(), busybox);
        assertEquals(there, seen(ended.toString(), busybox));
        assertTrue(there.contains("root/again regular file 644 0:0 2"), there);
        assertTrue(there.contains("etc/motd regular file 644 5:6 1"), there);
        assertTrue(there.contains("fifo fifo 644 0:0 1"), there);
        assertTrue(there.contains("tmp directory 1700"), there);
        // An image of the archive shows to a container what the container saw of itself.
        atoll.run("import", file.toString(), "imported:" + storage).ok();
        assertEquals(there, seen("/", "$ATOLL run --rm imported:" + storage + " busybox"));
    }

    @Test
    void ofAnUntouchedContainerItIsWhatTheImageHas() throws Exception {
        atoll.run("create", "--name", "untouched", image, "true").ok();
        // But for the time of the root itself, which is when the container was made.
        String list = " | tar -tv --full-time --numeric-owner | tail -n +2 | tr -s ' '";
        assertEquals(
                atoll.shell("set -o pipefail; $ATOLL image export " + image + list)
                        .ok()
                        .out(),
                atoll.shell("set -o pipefail; $ATOLL export untouched" + list)
                        .ok()
                        .out());
    }

    @Test
    void refused() throws Exception {
        Path file = work.resolve("none.tar");
        Commands.Result unknown = atoll.run("export", "-o", file.toString(), "nobody");
        assertEquals(125, unknown.status());
        assertTrue(unknown.err().contains("no such container: nobody"), unknown.err());
        assertFalse(Files.exists(file));
        atoll.run("create", "--name", "some", image, "true").ok();
        assertEquals(125, atoll.run("export", "-o", work.toString(), "some").status());
        assertEquals(
                125, atoll.run("export", "-o", work + "/no/such/x.tar", "some").status());
        try (Terminal user = new Terminal(
                java.util.Map.of("ATOLL_ROOT", atoll.root.toString()),
                work.resolve("screen"),
                atoll.binary() + " export some; echo status $?")) {
            user.awaitText("status 125");
            assertTrue(user.screen().startsWith("atoll: refusing to write an archive to a terminal"), user.screen());
        }
        assertEquals(
                List.of("some"),
                atoll.run("ps", "-a", "--format", "{{.Names}}")
                        .ok()
                        .out()
                        .lines()
                        .toList());
    }
}
