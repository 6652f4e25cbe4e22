package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Images for several platforms: made here, pushed to a real registry, pulled whole or in part. */
class IndexIT extends EndToEnd {
    @BeforeAll
    void images() throws Exception {
        for (String architecture : List.of("amd64", "arm64", "s390x")) {
            atoll.shell(
                            "cd %s && rm -rf rootfs && mkdir -p rootfs/bin && cp /bin/busybox rootfs/bin/ && ln -s busybox rootfs/bin/sh && echo %s >rootfs/for && tar -C rootfs -c . | $ATOLL image import -q --platform linux/%s -c 'CMD [\"/bin/sh\",\"-c\",\"read x </for; echo $x\"]' - app:%s"
                                    .formatted(work, architecture, architecture, architecture))
                    .ok();
        }
    }

    private String local(String index) throws Exception {
        return "sha256:"
                + atoll.shell("set -o pipefail; $ATOLL image index inspect --raw " + index + " | sha256sum")
                        .ok()
                        .out()
                        .substring(0, 64);
    }

    private String digest(String image) throws Exception {
        return atoll.run("image", "inspect", "-f", "{{.Id}}", image).ok().text();
    }

    @Test
    @DisplayName("create, annotate, add, inspect, push: what the registry has is what is here, byte for byte")
    void createAndPush() throws Exception {
        String name = registry.image("team/app:1");
        String made = atoll.run("image", "index", "create", name, "app:amd64", "app:arm64")
                .ok()
                .text();
        assertEquals(local(name), made);
        String annotated = atoll.run(
                        "image", "index", "annotate", name, "linux/arm64", "--annotation", "org.example.a=b")
                .ok()
                .text();
        assertNotEquals(made, annotated);
        Commands.Result pushed = atoll.run("image", "index", "push", name).ok();
        assertEquals(
                "Done: %s@%s".formatted(name, annotated),
                pushed.out().lines().toList().getLast());
        assertEquals(annotated, Peers.digest("docker://" + name));
        for (String architecture : List.of("amd64", "arm64")) {
            assertEquals(
                    digest("app:" + architecture),
                    Peers.digest(
                            "docker://%s@%s".formatted(registry.image("team/app"), digest("app:" + architecture))));
        }
        String larger =
                atoll.run("image", "index", "add", name, "app:s390x").ok().text();
        String table = atoll.run("image", "index", "inspect", "--format", "table", name)
                .ok()
                .out();
        assertEquals(
                List.of("linux/amd64", "linux/arm64", "linux/s390x"),
                table.lines().skip(1).map(line -> line.split(" +")[0]).toList());
        assertTrue(table.contains("org.example.a=b"), table);
        assertEquals(annotated, Peers.digest("docker://" + name), "nothing is there before it is pushed");
        atoll.run("image", "index", "push", name).ok();
        assertEquals(larger, Peers.digest("docker://" + name));
        atoll.run("image", "index", "rm", name, "linux/s390x").ok();
        assertEquals(annotated, local(name));
    }

    @Test
    @DisplayName("pull --all-platforms: the index and all it lists; without it, the image for this machine")
    void pull() throws Exception {
        String name = registry.image("team/pulled:1");
        String index = atoll.run("manifest", "create", name, "app:amd64", "app:arm64", "app:s390x")
                .ok()
                .text();
        atoll.run("manifest", "push", name).ok();
        String mine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        try (Atoll fresh = new Atoll()) {
            fresh.run("pull", name).ok();
            assertEquals(mine, fresh.run("run", "--rm", name).ok().text());
            String manifest = digest("app:s390x").replace("sha256:", "images/blobs/sha256/");
            assertFalse(Files.exists(fresh.root.resolve(manifest)), "the others are not there");
        }
        try (Atoll fresh = new Atoll()) {
            fresh.run("pull", "--all-platforms", name).ok();
            assertEquals(
                    index.substring("sha256:".length()),
                    fresh.shell("$ATOLL image index inspect --raw " + name + " | sha256sum")
                            .ok()
                            .out()
                            .substring(0, 64));
            fresh.run("system", "check").ok();
            for (String architecture : List.of("amd64", "arm64", "s390x")) {
                assertEquals(
                        architecture,
                        fresh.run("run", "--rm", "--platform", "linux/" + architecture, name)
                                .ok()
                                .text());
            }
        }
    }

    @Test
    @DisplayName("an index of which not everything is here is not pushed, and the registry has what it had")
    void incomplete() throws Exception {
        String name = registry.image("team/part:1");
        String before = atoll.run("image", "index", "create", name, "app:amd64", "app:arm64")
                .ok()
                .text();
        atoll.run("image", "index", "push", name).ok();
        Commands.Result refused = atoll.run("image", "index", "add", name, "not-there:1");
        assertEquals(125, refused.status());
        assertTrue(refused.err().contains("not found locally"), refused.err());
        assertEquals(before, local(name));
        assertEquals(125, atoll.run("image", "index", "push", "app:amd64").status(), "it is no index");
        assertEquals(before, Peers.digest("docker://" + name));
    }
}
