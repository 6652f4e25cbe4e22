package io.atoll.store.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.api.transfer.TransferListener;
import io.atoll.store.internal.TempSpool;
import io.atoll.store.internal.archive.DockerArchiveTransport;
import io.atoll.store.internal.archive.OciArchiveTransport;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.store.internal.layout.FileImageLayouts;
import io.atoll.testing.Shell;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From every place to every place that is a file or a directory. */
class PlacesTest extends TransferTest {
    private final TransportImageCopier copier = new TransportImageCopier();

    @SuppressWarnings("NullAway.Init") // before each test
    private TempSpool spool;

    @BeforeEach
    void transports() {
        spool = new TempSpool(temporary.resolve("store"), syscalls, new LocalDisk());
        add(ImageLocation.STORE, new StoreTransport(store));
        add("oci", new LayoutTransport(new FileImageLayouts(syscalls)));
        add("oci-archive", new OciArchiveTransport(spool, syscalls));
        add("docker-archive", new DockerArchiveTransport(spool, syscalls));
    }

    @AfterEach
    void closeSpool() {
        spool.close();
    }

    private void add(String name, ImageTransport transport) {
        copier.add(transport, Map.of(ImageTransport.NAME, name));
    }

    private void copy(String from, String to) {
        copy(from, to, null);
    }

    private void copy(String from, String to, @Nullable Platform platform) {
        try (ImageSource source = copier.source(ImageLocation.parse(from), context);
                ImageTarget target = copier.target(ImageLocation.parse(to), context)) {
            var unused = copier.copy(source, target, platform, TransferListener.NONE);
        }
    }

    private StoredImage image(String name) {
        return TestImages.image(store, name, List.of(tar("one"), tar("two")));
    }

    private Descriptor index() {
        Descriptor both = TestImages.index(
                store,
                List.of(
                        TestImages.manifest(store, AMD64, List.of(tar("amd"))).withPlatform(AMD64),
                        TestImages.manifest(store, ARM64, List.of(tar("arm"))).withPlatform(ARM64)));
        return store.tag(Reference.parse("multi:1"), both).root();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oci:there",
                "oci:there:tag",
                "oci-archive:there.tar",
                "docker-archive:there.tar",
                "docker-archive:there.tar:other:3"
            })
    @DisplayName("W15 to a place and back: every digest is kept")
    void thereAndBack(String place) {
        StoredImage image = image("app:1");
        copy("app:1", place);
        copy(place, "back:1");
        assertEquals(
                image.root().digest(),
                store.find(Reference.parse("back:1")).orElseThrow().root().digest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci:there:tag", "oci-archive:there.tar", "docker-archive:there.tar"})
    @DisplayName("an index with all its images, or one of them")
    void platforms(String place) {
        Descriptor index = index();
        copy("multi:1", place);
        copy(place, "all:1");
        assertEquals(
                index.digest(),
                store.find(Reference.parse("all:1")).orElseThrow().root().digest());
        copy(place, "arm:1", ARM64);
        StoredImage arm = store.find(Reference.parse("arm:1")).orElseThrow();
        assertFalse(MediaTypes.isIndex(arm.root().mediaType()));
        assertEquals("arm64", arm.config().platform().architecture());
        assertFails(
                ErrorCode.NOT_FOUND,
                "there is: linux/amd64, linux/arm64/v8",
                () -> copy(place, "x", new Platform("linux", "s390x", null)));
    }

    @Test
    @DisplayName("a layout keeps what it had; a name that is there goes to the one that comes")
    void layoutGrows() {
        StoredImage one = image("one:1");
        copy("one:1", "oci:there:a");
        StoredImage two = TestImages.image(store, "two:1", List.of(tar("2")));
        copy("two:1", "oci:there:b");
        copy("two:1", "oci:there:a");
        copy("oci:there:a", "back:1");
        assertEquals(
                two.root().digest(),
                store.find(Reference.parse("back:1")).orElseThrow().root().digest());
        assertFails(ErrorCode.NOT_FOUND, "there is no image 'c'", () -> copy("oci:there:c", "x"));
        copy("oci:there", "oci-archive:all.tar");
        assertFails(ErrorCode.INVALID, "images", () -> copy("oci-archive:all.tar", "x"));
        copy("oci-archive:all.tar:b", "b:1");
        assertTrue(store.check().isClean(), one.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    @DisplayName("a compressed archive is read by way of a file nobody sees")
    void compressed(String program) throws IOException {
        StoredImage image = image("app:1");
        copy("app:1", "oci-archive:a.tar");
        Shell.run("sh", "-c", "%s <%s >%s".formatted(program, temporary.resolve("a.tar"), temporary.resolve("c")));
        try (ImageSource source = copier.source(ImageLocation.parse("oci-archive:c"), context)) {
            assertEquals(image.root().digest(), source.images().getFirst().digest());
            try (Stream<Path> left = Files.walk(temporary.resolve("store/tmp"))) {
                assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
            }
        }
        copy("oci-archive:c", "back:1");
    }

    @Test
    @DisplayName("an old Docker archive as a source: the same manifest as when it is loaded")
    void oldDocker() throws IOException {
        byte[] layer = tar("old");
        byte[] zipped = TestImages.gzip(tar("zipped"));
        Files.write(
                temporary.resolve("d.tar"),
                new TarBuilder()
                        .file("aa/layer.tar", layer)
                        .file("bb/layer.tar", zipped)
                        .symlink("cc/layer.tar", "../aa/layer.tar")
                        .file(
                                "c.json",
                                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\",\"%s\",\"%s\"]}}"
                                        .formatted(
                                                TestImages.sha256(layer),
                                                TestImages.sha256(tar("zipped")),
                                                TestImages.sha256(layer)))
                        .file(
                                "manifest.json",
                                "[{\"Config\":\"c.json\",\"RepoTags\":[\"app:1\"],\"Layers\":[\"aa/layer.tar\",\"bb/layer.tar\",\"cc/layer.tar\"]}]")
                        .build());
        copy("docker-archive:d.tar:app:1", "copied:1");
        StoredImage copied = store.find(Reference.parse("copied:1")).orElseThrow();
        new io.atoll.store.internal.archive.StreamedArchives(store)
                .load(
                        Files.newInputStream(temporary.resolve("d.tar")),
                        "loaded:1",
                        loaded -> assertEquals(
                                copied.root().digest(), loaded.root().digest()),
                        TransferListener.NONE);
        assertEquals(3, store.layers(copied).size());
        assertFails(ErrorCode.INVALID, "missing 'oci-layout'", () -> copy("oci-archive:d.tar", "x"));
        assertFails(ErrorCode.NOT_FOUND, "there is: app:1", () -> copy("docker-archive:d.tar:app:7", "x"));
    }

    @Test
    @DisplayName("an archive that is damaged is not copied; the target's file stays what it was")
    void damaged() throws IOException {
        StoredImage image = image("app:1");
        copy("app:1", "oci-archive:a.tar");
        store.remove(image);
        byte[] bytes = Files.readAllBytes(temporary.resolve("a.tar"));
        byte[] old = {'o', 'l', 'd'};
        Files.write(temporary.resolve("target.tar"), old);
        // In the data of the last layer.
        bytes[bytes.length - 1024 - 500] ^= 1;
        Files.write(temporary.resolve("bad.tar"), bytes);
        assertFails(ErrorCode.CORRUPT, "damaged", () -> copy("oci-archive:bad.tar", "x"));
        assertFails(ErrorCode.CORRUPT, "damaged", () -> copy("oci-archive:bad.tar", "oci-archive:target.tar"));
        assertArrayEquals(old, Files.readAllBytes(temporary.resolve("target.tar")));
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(
                    List.of(),
                    left.filter(file -> file.getFileName().toString().startsWith(".atoll"))
                            .toList());
        }
    }

    @Test
    @DisplayName("places that are not there, or are something else")
    void missing() throws IOException {
        Files.createDirectory(temporary.resolve("dir"));
        assertFails(ErrorCode.NOT_FOUND, "no such file", () -> copy("oci-archive:nothing.tar", "x"));
        assertFails(ErrorCode.INVALID, "oci:DIR", () -> copy("oci-archive:dir", "x"));
        assertFails(ErrorCode.NOT_FOUND, "no such directory", () -> copy("oci:nothing", "x"));
        assertFails(ErrorCode.INVALID, "expected PATH", () -> copy("oci::tag", "x"));
        image("app:1");
        assertFails(ErrorCode.KERNEL, "cannot write", () -> copy("app:1", "oci-archive:no/such/dir.tar"));
        assertFails(ErrorCode.KERNEL, "it is a directory", () -> copy("app:1", "oci-archive:dir"));
    }

    @Test
    @DisplayName("an archive is written to a pipe as it is, and read from one")
    void pipes() throws Exception {
        StoredImage image = image("app:1");
        Path pipe = temporary.resolve("pipe");
        Shell.run("mkfifo", pipe.toString());
        Thread writer = Thread.ofPlatform().start(() -> copy("app:1", "oci-archive:pipe"));
        copy("oci-archive:pipe", "back:1");
        writer.join();
        assertEquals(
                image.root().digest(),
                store.find(Reference.parse("back:1")).orElseThrow().root().digest());
        assertTrue(Files.exists(pipe));
    }
}
