package io.atoll.store.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Descriptor;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageArchives.Format;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What skopeo, Podman, Buildah and umoci read and write. */
class ArchivePeersTest extends ArchiveTest {
    private static final String SETUP = """
            set -e; cd $1
            cat >containers.conf <<'EOF'
            [containers]
            default_ulimits=["nofile=20000:20000","nproc=32768:32768"]
            [engine]
            runtime="runc"
            cgroup_manager="cgroupfs"
            EOF
            export CONTAINERS_CONF=$PWD/containers.conf
            podman="podman --root $PWD/podman --runroot $PWD/podman-run --storage-driver vfs"
            buildah="buildah --root $PWD/podman --runroot $PWD/podman-run --storage-driver vfs"
            """;

    private StoredImage image(String name, String content) {
        return TestImages.image(store, name, List.of(tar(content), tar(content + " top")));
    }

    private String told(String script) {
        return Shell.script(SETUP + script, temporary);
    }

    private Path archive(Format format, StoredImage... images) throws IOException {
        return Files.write(temporary.resolve("ours.tar"), save(format, images));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Podman loads what is saved here, with its names")
    void podmanLoads(Format format) throws IOException {
        Requires.root();
        Requires.program("podman");
        archive(format, image("registry.example.org/app:1", "a"));
        String loaded = told("$podman load -q -i ours.tar; $podman images --format '{{.Repository}}:{{.Tag}}'");
        assertTrue(loaded.contains("registry.example.org/app:1"), loaded);
    }

    @Test
    @DisplayName("Podman loads several images of one Docker archive")
    void podmanLoadsSeveral() throws IOException {
        Requires.root();
        Requires.program("podman");
        archive(Format.DOCKER, image("registry.example.org/a:1", "a"), image("registry.example.org/b:1", "b"));
        String loaded = told("$podman load -q -i ours.tar; $podman images --format '{{.Repository}}:{{.Tag}}'");
        assertTrue(loaded.contains("registry.example.org/a:1") && loaded.contains("registry.example.org/b:1"), loaded);
    }

    @Test
    @DisplayName("skopeo and Buildah read both formats; of the layout's every digest is kept")
    void skopeoReads() throws IOException {
        Requires.root();
        Requires.program("skopeo");
        StoredImage image = image("registry.example.org/app:1", "a");
        archive(Format.DOCKER, image);
        String digest = told("skopeo inspect --format '{{.Digest}}' oci-archive:ours.tar")
                .strip();
        assertEquals(image.descriptor().digest().toString(), digest);
        told(
                "skopeo copy docker-archive:ours.tar:registry.example.org/app:1 oci:theirs:t; skopeo inspect oci:theirs:t");
        told(
                "$buildah pull -q docker-archive:ours.tar:registry.example.org/app:1; $buildah pull -q oci-archive:ours.tar");
        told(
                "mkdir layout; tar -C layout -xf ours.tar; umoci stat --image layout:registry.example.org/app:1 || umoci ls --layout layout");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what Podman saves is loaded, named as there, and can be extracted")
    void podmanSaves(Format format) throws IOException {
        Requires.root();
        Requires.program("podman");
        archive(Format.OCI, image("registry.example.org/app:1", "a"));
        told("$podman load -q -i ours.tar; $podman save -q --format %s-archive -o theirs.tar registry.example.org/app:1"
                .formatted(format == Format.OCI ? "oci" : "docker"));
        store.remove(find("registry.example.org/app:1"));
        List<StoredImage> loaded = load(Files.readAllBytes(temporary.resolve("theirs.tar")));
        assertEquals(List.of("registry.example.org/app:1"), names(loaded));
        Path top = store.layers(loaded.getFirst()).getLast().directory();
        assertEquals("a top", Files.readString(top.resolve("f")));
    }

    @Test
    @DisplayName("what umoci makes is loaded, as an archive of skopeo's and as a plain tar of the layout")
    void umoci() throws IOException {
        Requires.root();
        Requires.program("umoci");
        Requires.program("skopeo");
        told("""
                umoci init --layout u; umoci new --image u:t; umoci unpack --image u:t b; echo hi >b/rootfs/file
                umoci repack --image u:t b; skopeo copy oci:u:t oci-archive:s.tar:named:1
                skopeo copy oci:u:t docker-archive:d.tar:named:2; tar -C u -czf plain.tgz .
                """);
        assertEquals(List.of("named:1"), names(load(Files.readAllBytes(temporary.resolve("s.tar")))));
        assertEquals(List.of("docker.io/library/named:2"), names(load(Files.readAllBytes(temporary.resolve("d.tar")))));
        assertEquals(List.of("t:latest"), names(load(Files.readAllBytes(temporary.resolve("plain.tgz")))));
        Descriptor one = find("named:1").root();
        assertEquals(one.digest(), find("t").root().digest());
        for (String name : List.of("named:1", "named:2")) {
            Path top = store.layers(find(name)).getLast().directory();
            assertEquals("hi\n", Files.readString(top.resolve("file")));
        }
    }
}
