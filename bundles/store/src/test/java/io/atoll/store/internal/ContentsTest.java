package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.store.Keeper;
import io.atoll.api.store.Removed;
import io.atoll.api.store.StoredImage;
import io.atoll.api.store.StoredItem;
import io.atoll.api.store.StoredItem.Kind;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store says it holds, against what {@code du} finds; and what a dry run says, against what then goes. */
class ContentsTest extends StoreTest {
    private static final byte[] BASE = new TarBuilder()
            .directory("usr")
            .directory("usr/bin")
            .file("usr/bin/a", new byte[100_000])
            .hardLink("usr/bin/b", "usr/bin/a")
            .hardLink("usr/bin/c", "usr/bin/a")
            .symlink("usr/bin/d", "a")
            .fifo("usr/pipe")
            .file("empty", "")
            .build();
    private static final byte[] OWN =
            new TarBuilder().file("own", new byte[5000]).file(".wh.empty", "").build();
    private static final byte[] UNUSED = new TarBuilder().file("unused", "u").build();

    private List<StoredItem> contents(FileImageStore its) {
        List<StoredItem> items = new ArrayList<>();
        its.contents(items::add);
        items.sort(Comparator.comparing(StoredItem::path));
        assertEquals(
                items.size(), items.stream().map(StoredItem::path).distinct().count(), "each once");
        return items;
    }

    private static long sum(List<StoredItem> items) {
        return items.stream().mapToLong(StoredItem::bytes).sum();
    }

    private static StoredItem the(List<StoredItem> items, Digest digest) {
        return items.stream()
                .filter(item -> digest.equals(item.digest()))
                .findFirst()
                .orElseThrow();
    }

    private static void extract(FileImageStore its, StoredImage image) {
        for (int i = 0; i < image.manifest().layers().size(); i++) {
            its.layer(image.manifest().layers().get(i), image.config().diffIds().get(i));
        }
    }

    /** Some of everything there can be. */
    private static StoredImage fill(FileImageStore its, Path at) throws IOException {
        StoredImage one = TestImages.image(its, "one", List.of(BASE, OWN));
        extract(its, one);
        extract(its, TestImages.image(its, "two:2", List.of(BASE)));
        its.tag(Reference.parse("uno"), one.descriptor());
        its.lease("container/abc", one.config().diffIds());
        its.lease("pull/gone", List.of(digest(77)), Duration.ofMillis(1));
        Descriptor unused = TestImages.blob(its, MediaTypes.OCI_LAYER, UNUSED);
        its.layer(unused, TestImages.sha256(UNUSED));
        Files.createDirectories(at.resolve("tmp/dead/layer-1/deep"));
        Files.write(at.resolve("tmp/dead/layer-1/deep/file"), new byte[9000]);
        Files.write(at.resolve("tmp/stray"), new byte[10]);
        Files.write(at.resolve("leases/.dead-1"), new byte[10]);
        Files.createDirectories(at.resolve("layers/.abc.condemned/x"));
        Files.write(at.resolve("layers/.abc.condemned/x/y"), new byte[5000]);
        Files.createDirectories(at.resolve("layers/not-a-layer"));
        Files.createDirectories(at.resolve("images/quarantine"));
        Files.write(at.resolve("images/quarantine/q"), new byte[7000]);
        Files.write(at.resolve("images/README"), new byte[100]);
        Files.write(at.resolve("images/blobs/sha256/not-hex"), new byte[100]);
        Files.createDirectories(at.resolve("images/blobs/md5"));
        Files.createSymbolicLink(at.resolve("images/blobs/link"), Path.of("/etc"));
        return one;
    }

    private static void assertSumIsTheDisks(List<StoredItem> items, Path at) {
        assertEquals(DiskUsageOf.tree(at) - only(at), sum(items));
    }

    private static long only(Path directory) {
        return Long.parseLong(io.atoll.testing.Shell.run("stat", "-c", "%b", directory.toString())
                        .strip())
                * 512;
    }

    @Test
    void theSumIsTheDisks() throws IOException {
        fill(store, root);
        assertSumIsTheDisks(contents(store), root);
        assertSumIsTheDisks(contents(store), root);
    }

    @Test
    void theSumIsTheDisksWhereDirectoriesTakeBlocksToo(@TempDir Path elsewhere) throws IOException {
        Path at = elsewhere.resolve("store");
        FileImageStore its = new FileImageStore(new StoreSettings(at), syscalls);
        fill(its, at);
        assertSumIsTheDisks(contents(its), at);
        its.close();
    }

    @Test
    void everythingSaysWhatKeepsIt() throws IOException {
        StoredImage one = fill(store, root);
        List<StoredItem> items = contents(store);
        Keeper lease = new Keeper(Keeper.Type.LEASE, "container/abc");
        assertEquals(
                List.of(image("one:latest"), image("uno:latest")),
                sorted(the(items, one.descriptor().digest())));
        assertEquals(
                List.of(image("one:latest"), image("two:2"), image("uno:latest"), lease),
                sorted(the(items, TestImages.sha256(BASE))));
        assertEquals(
                List.of(image("one:latest"), image("uno:latest"), lease), sorted(the(items, TestImages.sha256(OWN))));
        // The archive is its own blob here: layer and blob have one digest.
        assertEquals(
                List.of(Kind.BLOB, Kind.LAYER),
                items.stream()
                        .filter(item -> TestImages.sha256(UNUSED).equals(item.digest()))
                        .filter(StoredItem::isGarbage)
                        .map(StoredItem::kind)
                        .sorted()
                        .toList());
        assertEquals(List.of(".dead-1", "dead", "stray"), garbage(items, Kind.TEMPORARY));
        assertEquals(List.of("pull%2fgone"), garbage(items, Kind.LEASE));
        assertEquals(List.of(".abc.condemned"), garbage(items, Kind.CONDEMNED));
        assertEquals(List.of(), garbage(items, Kind.QUARANTINE));
        assertEquals(
                4, items.stream().filter(item -> item.kind() == Kind.FOREIGN).count());
        assertEquals("a running engine", kept(items, Kind.TEMPORARY));
        assertEquals("lease of container/abc", kept(items, Kind.LEASE));
    }

    private static Keeper image(String name) {
        return new Keeper(Keeper.Type.IMAGE, name);
    }

    private static List<Keeper> sorted(StoredItem item) {
        return item.keptBy().stream()
                .sorted(Comparator.comparing(Keeper::type).thenComparing(Keeper::name))
                .toList();
    }

    private static List<String> garbage(List<StoredItem> items, Kind kind) {
        return items.stream()
                .filter(item -> item.kind() == kind && item.isGarbage())
                .map(item -> String.valueOf(item.path().getFileName()))
                .sorted()
                .toList();
    }

    private static String kept(List<StoredItem> items, Kind kind) {
        return items.stream()
                .filter(item -> item.kind() == kind && !item.isGarbage())
                .map(item -> Objects.toString(item.keptBy().getFirst()))
                .findFirst()
                .orElse("");
    }

    @Test
    void aLeaseThatCannotBeReadKeepsEverything() throws IOException {
        Descriptor blob = TestImages.blob(store, "text/plain", UNUSED);
        Files.createDirectories(root.resolve("leases"));
        Files.writeString(root.resolve("leases/container%2fx"), "sha256:12");
        assertEquals(
                List.of(new Keeper(Keeper.Type.LEASE, "container/x")),
                the(contents(store), blob.digest()).keptBy());
    }

    @Test
    @DisplayName("W45: an image with a missing blob does not fail the whole listing")
    void aBrokenImageIsListed() throws IOException {
        StoredImage one = TestImages.image(store, "one", List.of(OWN));
        TestImages.image(store, "two", List.of(BASE));
        Files.delete(root.resolve("images/blobs/sha256")
                .resolve(one.manifest().config().digest().hex()));
        List<StoredItem> items = contents(store);
        assertEquals(
                List.of(image("one:latest")), sorted(the(items, one.descriptor().digest())));
        assertSumIsTheDisks(items, root);
        assertEquals(2, store.images().size());
    }

    private static void assertSame(List<StoredItem> expected, List<StoredItem> found) {
        Comparator<StoredItem> order = Comparator.comparing(StoredItem::path);
        assertEquals(
                expected.stream().sorted(order).toList(),
                found.stream().sorted(order).toList());
    }

    /** What a dry run tells of is what then disappears, by path and to the byte, and it is what {@link #contents} calls garbage. */
    private void assertDryRunIsTrue(FileImageStore its, Path at, List<StoredImage> images) throws IOException {
        List<StoredItem> told = new ArrayList<>();
        Removed announced = its.prune(images::contains, true, told::add);
        assertTrue(told.stream().allMatch(item -> Files.exists(item.path())), "a dry run removes nothing");
        List<StoredItem> before = contents(its);
        if (images.isEmpty()) {
            assertSame(before.stream().filter(StoredItem::isGarbage).toList(), told);
        }
        List<StoredItem> removed = new ArrayList<>();
        assertEquals(announced, its.prune(images::contains, false, removed::add));
        assertSame(told, removed);
        assertEquals(announced.bytes(), sum(told));
        List<Path> after = contents(its).stream().map(StoredItem::path).toList();
        assertEquals(
                told.stream().map(StoredItem::path).sorted().toList(),
                before.stream()
                        .map(StoredItem::path)
                        .filter(path -> !after.contains(path))
                        .toList());
        assertEquals(0, its.prune(image -> false, true, item -> {}).bytes(), "nothing is left to remove");
        assertSumIsTheDisks(contents(its), at);
    }

    @Test
    void aDryRunTellsWhatGoes() throws IOException {
        fill(store, root);
        assertDryRunIsTrue(store, root, List.of());
        assertEquals(3, store.images().size());
    }

    @Test
    void aDryRunWithImagesTellsWhatGoes(@TempDir Path elsewhere) throws IOException {
        Path at = elsewhere.resolve("store");
        FileImageStore its = new FileImageStore(new StoreSettings(at), syscalls);
        fill(its, at);
        // One of two names of a manifest keeps it.
        assertDryRunIsTrue(its, at, List.of(its.images().getFirst()));
        assertEquals(2, its.images().size());
        assertDryRunIsTrue(its, at, its.images());
        assertEquals(List.of(), its.images());
        // What the container's lease names is still there.
        assertTrue(its.hasLayer(TestImages.sha256(BASE)));
        its.leases().getFirst().close();
        assertDryRunIsTrue(its, at, List.of());
        assertFalse(its.hasLayer(TestImages.sha256(BASE)));
        its.close();
    }

    @Test
    void anEngineThatIsWritingKeepsItsFiles() throws IOException {
        FileImageStore other = new FileImageStore(new StoreSettings(root), syscalls);
        try (var writer = other.newBlob(new Descriptor("text/plain", digest(5), 400_000))) {
            writer.write(ByteBuffer.allocate(200_000));
            StoredItem item = contents(store).stream()
                    .filter(its -> its.kind() == Kind.TEMPORARY)
                    .findFirst()
                    .orElseThrow();
            assertEquals(List.of(Keeper.ENGINE), item.keptBy());
            assertTrue(item.bytes() >= 200_000);
            assertEquals(0, store.collectGarbage().bytes());
        }
        other.close();
    }

    @Test
    void droppedLayersAreExtractedAgain() throws IOException {
        StoredImage one = TestImages.image(store, "one", List.of(BASE, OWN));
        extract(store, one);
        store.lease("container/x", List.of(TestImages.sha256(BASE)));
        List<StoredItem> told = new ArrayList<>();
        Removed announced = store.dropLayers(true, told::add);
        assertEquals(1, announced.layers());
        assertTrue(store.hasLayer(TestImages.sha256(OWN)));
        assertEquals(announced, store.dropLayers(false, item -> {}));
        assertFalse(store.hasLayer(TestImages.sha256(OWN)));
        assertTrue(store.hasLayer(TestImages.sha256(BASE)), "a container may be running on it");
        extract(store, one);
        assertEquals(
                announced.bytes(), the(contents(store), TestImages.sha256(OWN)).bytes());
    }
}
