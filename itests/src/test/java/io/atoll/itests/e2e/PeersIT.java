package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What Atoll pushes others pull, what others push Atoll pulls. */
class PeersIT extends EndToEnd {
    @SuppressWarnings("NullAway.Init")
    private Peers peers;

    @BeforeAll
    void configure() throws Exception {
        peers = new Peers(work);
    }

    @Test
    @DisplayName("S1.36: what is pushed is pulled and run by Podman, and inspected by skopeo")
    void oursToTheirs() throws Exception {
        String name = registry.image("ours/app:1");
        atoll.shell(
                        "cd %s && rm -rf rootfs && mkdir -p rootfs/bin && cp /bin/busybox rootfs/bin/ && ln -s busybox rootfs/bin/sh && tar -C rootfs -c . | $ATOLL image import -q -c 'CMD [\"/bin/sh\",\"-c\",\"echo $COLOUR\"]' -c 'ENV COLOUR=green' -c 'LABEL a=b' - %s"
                                .formatted(work, name))
                .ok();
        String digest =
                atoll.run("image", "inspect", "-f", "{{.Id}}", name).ok().text();
        atoll.run("push", name).ok();
        assertEquals(digest, Peers.digest("docker://" + name));
        assertEquals(
                "linux b " + digest,
                peers.shell("skopeo inspect --tls-verify=false --format '{{.Os}} {{.Labels.a}} {{.Digest}}' docker://"
                                + name)
                        .ok()
                        .text());
        peers.shell("podman pull -q --tls-verify=false " + name).ok();
        assertEquals(
                digest,
                peers.shell("podman image inspect --format '{{.Digest}}' " + name)
                        .ok()
                        .text());
        assertEquals(
                "green",
                peers.shell("podman run --rm --network none " + name).ok().text());
    }

    @Test
    @DisplayName("what Podman makes and pushes, and what skopeo makes of it, is pulled and run")
    void theirsToOurs() throws Exception {
        String name = registry.image("theirs/app");
        peers.shell("""
                        rm -rf their; mkdir -p their/bin; cp /bin/busybox their/bin/; ln -s busybox their/bin/sh
                        tar -C their -c . | podman import -q -c 'CMD ["/bin/sh","-c","echo $COLOUR"]' -c ENV=COLOUR=red - localhost/theirs:1
                        podman push -q --tls-verify=false localhost/theirs:1 %1$s:oci
                        skopeo copy -q --src-tls-verify=false --dest-tls-verify=false --format v2s2 docker://%1$s:oci docker://%1$s:docker
                        skopeo copy -q --src-tls-verify=false --dest-compress-format zstd --dest-compress docker://%1$s:oci oci:zstd:v
                        skopeo copy -q --preserve-digests --dest-tls-verify=false oci:zstd:v docker://%1$s:zstd
                        """.formatted(name)).ok();
        for (String tag : List.of("oci", "docker", "zstd")) {
            String image = name + ":" + tag;
            atoll.run("pull", image).ok();
            assertEquals(
                    Peers.digest("docker://" + image),
                    atoll.run("image", "inspect", "-f", "{{.Id}}", image).ok().text());
            assertEquals("red", atoll.run("run", "--rm", image).ok().text());
        }
    }

    @Test
    @DisplayName("an index of Podman's: pulled whole, pushed elsewhere, and still the same")
    void theirIndex() throws Exception {
        String from = registry.image("theirs/index:1");
        String to = registry.image("ours/index:1");
        peers.shell("""
                        for a in amd64 arm64; do
                          rm -rf plat; mkdir plat; echo $a >plat/for
                          tar -C plat -c . | podman import -q --arch $a - localhost/plat:$a
                        done
                        podman manifest create localhost/list:1
                        podman manifest add localhost/list:1 containers-storage:localhost/plat:amd64
                        podman manifest add localhost/list:1 containers-storage:localhost/plat:arm64
                        podman manifest push --all --tls-verify=false localhost/list:1 docker://%s
                        """.formatted(from)).ok();
        atoll.run("pull", "--all-platforms", from).ok();
        atoll.run("tag", from, to).ok();
        atoll.run("image", "index", "push", to).ok();
        assertEquals(Peers.digest("docker://" + from), Peers.digest("docker://" + to));
        String table = atoll.run("image", "index", "inspect", "--format", "table", from)
                .ok()
                .out();
        assertTrue(table.contains("linux/amd64") && table.contains("linux/arm64"), table);
    }
}
