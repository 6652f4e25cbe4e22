package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code atoll commit}: what an image made of a container holds, to Atoll and to others. */
class CommitIT extends EndToEnd {
    private static final String CHANGES =
            "rm /etc/not-executable; rm -r /root; mkdir /root; echo new >/root/file; ln /root/file /root/again; chown 5:6 /etc/motd; mkfifo /fifo; ln -s motd /etc/link; chmod 1700 /tmp; touch -d 2001-02-03T04:05:06 /root/file";

    private static final String LIST =
            "cd /; for d in etc root tmp fifo bin; do find $d; done | grep -v -e ^etc/host -e ^etc/resolv -e ^etc/mtab | sort | while read -r f; do stat -c \"%n %F %a %u:%g %h\" \"$f\"; readlink \"$f\"; done; stat -c %Y /root/file; true";

    @SuppressWarnings("NullAway.Init")
    private Peers peers;

    @BeforeAll
    void configure() throws Exception {
        peers = new Peers(work);
    }

    private String field(String format, String name) throws Exception {
        return atoll.run("image", "inspect", "-f", format, name).ok().text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "copy"})
    @DisplayName(
            "W10-W14: deletions, replaced directories, FIFOs, hard links, owners, times; Podman sees in it what the container saw")
    void nothingIsLost(String storage) throws Exception {
        String name = registry.image("committed/" + storage + ":1");
        atoll.run("run", "--name", "c", "--storage", storage, "-w", "/srv", image, "sh", "-c", CHANGES + "; " + LIST)
                .ok();
        String there = atoll.run("logs", "c").ok().out();
        assertTrue(there.contains("root/again regular file 644 0:0 2") && there.contains("fifo fifo"), there);
        String id = atoll.run("commit", "-m", "changed", "-a", "Ann", "-c", "ENV STAGE=test", "c", name)
                .ok()
                .text();
        assertEquals(id, field("{{.Id}}", name));
        assertEquals(
                directoriesUncounted(there),
                directoriesUncounted(
                        atoll.run("run", "--rm", name, "sh", "-c", LIST).ok().out()));
        // The base's layers are untouched, and the new one's diff-id and history are right.
        String base = field("{{json .Manifest.Layers}}", image);
        assertTrue(field("{{json .Manifest.Layers}}", name).startsWith(base.substring(0, base.length() - 1)));
        assertEquals("Ann changed", field("{{.Author}} {{.Comment}}", name));
        assertTrue(field("{{json .Config.Env}}", name).contains("STAGE=test"));
        assertEquals("/srv", field("{{.Config.WorkingDir}}", name));
        atoll.run("push", name).ok();
        peers.shell("podman pull -q --tls-verify=false " + name).ok();
        assertEquals(
                directoriesUncounted(there),
                directoriesUncounted(peers.shell("podman run --rm --network none %s sh -c '%s'".formatted(name, LIST))
                        .ok()
                        .out()));
        peers.shell(
                        "rm -rf layout bundle; skopeo copy -q --src-tls-verify=false docker://%s oci:layout:x; umoci stat --image layout:x; umoci unpack --image layout:x bundle; test -p bundle/rootfs/fifo; test ! -e bundle/rootfs/etc/not-executable"
                                .formatted(name))
                .ok();
        assertEquals("", atoll.run("image", "fsck").ok().err());
    }

    /** A directory that an overlay merges has one link, another as many as it has directories. */
    private static String directoriesUncounted(String list) {
        return list.replaceAll("(?m)( directory .*) \\d+$", "$1");
    }

    @Test
    @DisplayName("the command is the image's entrypoint and what was asked for, or what -c says")
    void configuration() throws Exception {
        atoll.run(
                        "create",
                        "--name",
                        "e",
                        "--entrypoint",
                        "echo",
                        "--label",
                        "a=b",
                        "-e",
                        "X=y",
                        "-u",
                        "web",
                        image,
                        "one",
                        "two")
                .ok();
        String plain = atoll.run("commit", "e").ok().text();
        assertEquals(
                "[\"echo\"] [\"one\",\"two\"] web b",
                field("{{json .Config.Entrypoint}} {{json .Config.Cmd}} {{.Config.User}} {{.Config.Labels.a}}", plain));
        assertEquals("three", atoll.run("run", "--rm", plain, "three").ok().text());
        atoll.run("commit", "-c", "CMD [\"four\"]", "-c", "USER root", "e", "changed:1")
                .ok();
        assertEquals("four", atoll.run("run", "--rm", "changed:1").ok().text());
    }

    @Test
    @DisplayName("media types are those of the image it was made of")
    void docker() throws Exception {
        String name = registry.image("theirs/docker:1");
        peers.shell(
                        "skopeo copy -q --src-tls-verify=false --dest-tls-verify=false --format v2s2 docker://%s docker://%s"
                                .formatted(image, name))
                .ok();
        atoll.run("pull", name).ok();
        atoll.run("run", "--name", "dk", name, "touch", "/new").ok();
        atoll.run("commit", "dk", registry.image("ours/docker:1")).ok();
        String types = field("{{.Descriptor.mediaType}} {{json .Manifest.Layers}}", registry.image("ours/docker:1"));
        assertTrue(!types.contains("vnd.oci") && types.contains("docker.image.rootfs.diff.tar.gzip"), types);
        atoll.run("push", registry.image("ours/docker:1")).ok();
        peers.shell("podman run --rm --network none --tls-verify=false %s test -e /new"
                        .formatted(registry.image("ours/docker:1")))
                .ok();
    }

    @Test
    @DisplayName(
            "of a container that runs and of one whose image has lost its name; what fails leaves the store as it was")
    void states() throws Exception {
        atoll.run("tag", image, "other:1").ok();
        atoll.run("run", "-d", "--name", "r", "other:1", "sh", "-c", "touch /x; sleep 1000")
                .ok();
        Atoll.eventually("it wrote", () -> {
            try {
                return atoll.run("diff", "r").out().contains("A /x");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        atoll.run("untag", "other:1").ok();
        atoll.run("commit", "r", "running:1").ok();
        atoll.run("run", "--rm", "running:1", "test", "-e", "/x").ok();
        String before = blobs();
        assertEquals(125, atoll.run("commit", "-c", "NONSENSE", "r", "bad:1").status());
        assertEquals(125, atoll.run("commit", "r", "Bad:Name:1").status());
        assertEquals(125, atoll.run("commit", "nobody", "bad:1").status());
        assertEquals(before, blobs());
        atoll.shell("$ATOLL exec r touch /etc/.wh.x").ok();
        Commands.Result refused = atoll.run("commit", "r", "bad:1");
        assertTrue(refused.status() == 125 && refused.err().contains(".wh."), refused.err());
        assertEquals(before, blobs());
    }

    private String blobs() throws Exception {
        try (var files = Files.list(atoll.root.resolve("images/blobs/sha256"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList() + "";
        }
    }
}
