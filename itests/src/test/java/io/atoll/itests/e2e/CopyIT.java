package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Copying between registries, layouts, archives and the store. */
class CopyIT extends EndToEnd {
    private void copy(List<String> places, String... flags) throws Exception {
        for (int i = 1; i < places.size(); i++) {
            atoll.shell("cd %s && $ATOLL image copy -q %s '%s' '%s'"
                            .formatted(work, String.join(" ", flags), places.get(i - 1), places.get(i)))
                    .ok();
        }
    }

    private String local(String image) throws Exception {
        return atoll.run("image", "inspect", "-f", "{{.Id}}", image).ok().text();
    }

    @Test
    @DisplayName("S1.55: from the registry round all places and back: one digest")
    void oneImage() throws Exception {
        String other = "docker://" + registry.image("copied/app:1");
        copy(List.of(
                "docker://" + image,
                "oci:layout:a",
                "oci-archive:a.tar:b",
                "docker-archive:d.tar:registry.example.org/app:1",
                "app:copied",
                other,
                "docker-archive:e.tar:registry.example.org/app:2",
                "oci-archive:f.tar:c",
                "oci:again:d"));
        String digest = Peers.digest("docker://" + image);
        assertEquals(digest, local("app:copied"));
        assertEquals(digest, Peers.digest(other));
        for (String place :
                List.of("oci:%s/layout:a", "oci-archive:%s/a.tar:b", "oci-archive:%s/f.tar:c", "oci:%s/again:d")) {
            assertEquals(digest, Peers.digest(place.formatted(work)), place);
        }
        assertEquals(
                "default command", atoll.run("run", "--rm", "app:copied").ok().text());
        assertEquals(
                "linux",
                Commands.run("skopeo", "inspect", "--format", "{{.Os}}", "docker-archive:" + work.resolve("d.tar"))
                        .ok()
                        .text());
    }

    @Test
    @DisplayName("an index round all places: one digest; of it, one platform's image")
    void allPlatforms() throws Exception {
        atoll.shell(
                        "cd %s && mkdir -p one && for a in amd64 arm64; do echo $a >one/for; tar -C one -c . | $ATOLL image import -q --platform linux/$a - plat:$a; done"
                                .formatted(work))
                .ok();
        String digest = atoll.run("image", "index", "create", "plat:all", "plat:amd64", "plat:arm64")
                .ok()
                .text();
        String remote = "docker://" + registry.image("copied/all:1");
        copy(
                List.of(
                        "plat:all",
                        remote,
                        "oci:all:x",
                        "oci-archive:all.tar:x",
                        "docker-archive:all-d.tar:registry.example.org/all:1",
                        "plat:again"),
                "--all-platforms");
        assertEquals(digest, Peers.digest(remote));
        assertEquals(digest, Peers.digest("oci:%s/all:x".formatted(work)));
        assertTrue(atoll.shell("$ATOLL image index inspect --raw plat:again | sha256sum")
                .ok()
                .out()
                .startsWith(digest.substring("sha256:".length())));
        copy(List.of(remote, "plat:one"), "--platform", "linux/arm64");
        assertEquals(local("plat:arm64"), local("plat:one"));
    }

    @Test
    @DisplayName("save --format oci-dir is a layout that skopeo reads and load does")
    void saveToADirectory() throws Exception {
        String dir = work.resolve("saved").toString();
        atoll.run("tag", image, "second:2").ok();
        atoll.run("save", "--format", "oci-dir", "-o", dir, image).ok();
        String said = atoll.run("save", "--format", "oci-dir", "-o", dir, "second:2")
                .ok()
                .out();
        assertTrue(said.startsWith("Saved second:2 (2 layers)"), said);
        assertEquals(local(image), Peers.digest("oci:%s:%s".formatted(dir, image)));
        assertEquals(local(image), Peers.digest("oci:%s:second:2".formatted(dir)));
        assertTrue(atoll.run("image", "fsck", dir).ok().out().contains("all is well"));
        atoll.shell("set -o pipefail; tar -C %s -c . | $ATOLL load".formatted(dir))
                .ok();
    }

    @Test
    @DisplayName("what cannot be copied changes nothing where it would have gone")
    void refused() throws Exception {
        copy(List.of("docker://" + image, "oci:target:kept"));
        String before = Files.readString(work.resolve("target/index.json"));
        for (String[] wrong : new String[][] {
            {"docker://" + registry.image("no/such:1"), "oci:target:kept"},
            {"oci:nowhere:a", "oci:target:kept"},
            {"not-stored:1", "oci:target:kept"},
            {"ftp://example.org/a", "oci:target:kept"},
            {"docker://" + image, "oci-archive:nowhere/a.tar:x"},
        }) {
            Commands.Result result =
                    atoll.shell("cd %s && $ATOLL image copy '%s' '%s'".formatted(work, wrong[0], wrong[1]));
            assertEquals(125, result.status(), wrong[0]);
            assertTrue(result.err().startsWith("atoll: "), result.err());
        }
        assertEquals(before, Files.readString(work.resolve("target/index.json")));
    }
}
