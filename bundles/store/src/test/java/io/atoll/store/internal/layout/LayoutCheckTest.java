package io.atoll.store.internal.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.layout.CheckReport.Finding;
import io.atoll.api.layout.CheckReport.Kind;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.layout.ImageLayout;
import io.atoll.json.Json;
import io.atoll.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** W41. */
class LayoutCheckTest extends LayoutTest {
    private Finding only(Kind kind, Path path, String... neededBy) {
        CheckReport report = layout.check();
        assertEquals(1, report.findings().size(), report.toString());
        Finding finding = report.findings().getFirst();
        assertEquals(kind, finding.kind(), report.toString());
        assertEquals(path, finding.path());
        assertEquals(List.of(neededBy), finding.neededBy());
        assertFalse(finding.repaired());
        assertEquals(!kind.isHarmful(), report.isClean());
        return finding;
    }

    private static Finding of(Map<Path, Finding> findings, Path path) {
        return Optional.ofNullable(findings.get(path)).orElseThrow();
    }

    private int clean() {
        CheckReport report = layout.check();
        assertEquals(List.of(), report.findings());
        return report.objects();
    }

    private static void damage(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
    }

    @Test
    @DisplayName("S4.16 the reference's vectors")
    void vectors() throws IOException {
        assertEquals(Kind.MISSING, layout.check().findings().getFirst().kind());
        assertEquals(indexFile(), layout.check().findings().getFirst().path());
        ImageDraft draft = draft(AMD64, "one");
        layout.insert(draft, "x", null);
        assertEquals(3, clean());
        ImageDraft more = draft.push(gzipLayer(tar("two")));
        layout.insert(more, "y", null);
        assertEquals(6, clean());
        Path layer = blob(more.layers().getLast());
        Files.write(layer, new byte[1], StandardOpenOption.APPEND);
        only(Kind.DAMAGED, layer, "y");
        try (var channel = Files.newByteChannel(layer, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(layer) - 1);
        }
        assertEquals(6, clean());
    }

    @Test
    @DisplayName("S4.16 the empty manifest, artifacts and nested indexes")
    void others() throws IOException {
        Descriptor empty = layout.putEmptyConfig();
        Descriptor bare = layout.putManifest(new Manifest(MediaTypes.OCI_MANIFEST, empty, List.of()));
        layout.insert(bare, "bare", null);
        assertEquals(2, clean());
        Descriptor blob = layout.putBlob("application/x", bytes("not an archive"));
        Descriptor gone = new Descriptor(MediaTypes.OCI_MANIFEST, digest(1), 1);
        layout.insert(
                layout.putManifest(
                        new Manifest(MediaTypes.OCI_MANIFEST, "a/b", empty, List.of(blob), gone, Map.of("k", "v"))),
                "artifact",
                null);
        assertEquals(4, clean());
        Descriptor amd64 = manifest(AMD64, "amd").withPlatform(AMD64);
        Descriptor arm = manifest(ARM64, "arm").withPlatform(ARM64);
        layout.insert(index(index(amd64), arm), "nested", null);
        assertEquals(12, clean());
        Files.delete(blob(arm));
        CheckReport partial = layout.check();
        assertTrue(partial.isClean());
        assertEquals(
                List.of(blob(arm)),
                partial.findings().stream()
                        .filter(finding -> finding.kind() == Kind.ELSEWHERE)
                        .map(Finding::path)
                        .toList());
        Files.delete(blob(amd64));
        assertEquals(
                List.of(Kind.ELSEWHERE, Kind.MISSING),
                layout.check().findings().stream()
                        .map(Finding::kind)
                        .filter(kind -> kind != Kind.ORPHAN)
                        .sorted(java.util.Comparator.comparing(Kind::name))
                        .toList());
    }

    @Test
    @DisplayName("W41 manifests and configurations are hashed, and everything is found at once")
    void findsEverything() throws IOException {
        image("good");
        Descriptor manifest = image("manifest");
        damage(blob(manifest));
        Descriptor config = image("config");
        Path itsConfig = blob(layout.readManifest(config).config());
        damage(itsConfig);
        ImageDraft shared = draft(AMD64, "shared");
        layout.insert(shared, "b", null);
        layout.insert(shared.withAnnotations(Map.of("k", "v")), "a", null);
        Path itsLayer = blob(shared.layers().getFirst());
        Files.delete(itsLayer);
        ObjectNode index = readIndex();
        ((ArrayNode) index.get("manifests")).addObject().put("digest", "x").put("size", 1);
        Files.write(indexFile(), Json.canonical(index));
        CheckReport report = layout.check();
        Map<Path, Finding> harmful = new java.util.HashMap<>();
        report.findings().stream()
                .filter(finding -> finding.kind().isHarmful())
                .forEach(finding -> harmful.put(finding.path(), finding));
        assertEquals(java.util.Set.of(blob(manifest), itsConfig, itsLayer, indexFile()), harmful.keySet());
        assertEquals(Kind.DAMAGED, of(harmful, blob(manifest)).kind());
        assertEquals(List.of("manifest"), of(harmful, blob(manifest)).neededBy());
        assertEquals(List.of("config"), of(harmful, itsConfig).neededBy());
        assertEquals(Kind.MISSING, of(harmful, itsLayer).kind());
        assertEquals(List.of("a", "b"), of(harmful, itsLayer).neededBy());
        assertEquals(Kind.INVALID, of(harmful, indexFile()).kind());
        assertFalse(report.isClean());
        // What the damaged manifest led to is not known any more.
        assertEquals(
                2,
                report.findings().stream()
                        .filter(its -> its.kind() == Kind.ORPHAN)
                        .count());
    }

    @Test
    void documentsThatAreWrong() throws IOException {
        Descriptor noConfig = layout.putBlob(MediaTypes.OCI_MANIFEST, bytes("{\"layers\":[]}"));
        layout.insert(noConfig, "x", null);
        assertTrue(only(Kind.INVALID, blob(noConfig), "x").message().contains("missing 'config'"));
        layout.untag("x");
        layout.collectGarbage();
        ImageDraft draft = draft(AMD64, "content");
        ImageConfig two = draft.config().withLayer(digest(1), io.atoll.api.image.History.EMPTY);
        Descriptor config = layout.putConfig(two);
        layout.insert(layout.putManifest(draft.manifest(config)), "x", null);
        assertTrue(only(Kind.INVALID, blob(config), "x").message().contains("2 diff-ids"));
        layout.untag("x");
        ImageConfig wrong = two.toBuilder().diffIds(List.of(digest(1))).build();
        layout.insert(draft.withConfig(wrong), "x", null);
        layout.collectGarbage();
        Path layer = blob(draft.layers().getFirst());
        assertTrue(only(Kind.INVALID, layer, "x").message().contains("diff-id " + digest(1)));
        layout.untag("x");
        Descriptor nothing = layout.putBlob(MediaTypes.OCI_LAYER_GZIP, new byte[] {0x1f, (byte) 0x8b, 1, 2, 3});
        layout.insert(
                layout.putManifest(new Manifest(
                        MediaTypes.OCI_MANIFEST,
                        layout.putConfig(
                                two.toBuilder().diffIds(List.of(digest(1))).build()),
                        List.of(nothing))),
                "x",
                null);
        layout.collectGarbage();
        assertTrue(only(Kind.INVALID, blob(nothing), "x").message().contains("cannot be decompressed"));
    }

    @Test
    void orphansAndLeftovers() throws IOException {
        image("x");
        Descriptor orphan = layout.putBlob("a/b", bytes("orphan"));
        only(Kind.ORPHAN, blob(orphan));
        damage(blob(orphan));
        assertEquals(Kind.DAMAGED, layout.check().findings().getFirst().kind(), "it would be taken for good if needed");
        Files.delete(blob(orphan));
        Path misnamed = Files.writeString(directory.resolve("blobs/sha256/ABC"), "x");
        only(Kind.LEFTOVER, misnamed);
        Files.delete(misnamed);
        Path algorithm = Files.createDirectory(directory.resolve("blobs/blake3"));
        only(Kind.LEFTOVER, algorithm);
        Files.delete(algorithm);
        Path directoryAsBlob = Files.createDirectory(blob(orphan));
        only(Kind.LEFTOVER, directoryAsBlob);
        Files.delete(directoryAsBlob);
        Path dead = Files.createDirectory(directory.resolve(".atoll-1-dead"));
        only(Kind.LEFTOVER, dead);
        Files.delete(dead);
        try (ImageLayout other = layouts.open(directory)) {
            other.newBlob("a/b", "sha256").write(java.nio.ByteBuffer.wrap(bytes("being written")));
            assertEquals(3, clean());
        }
        Path marker = directory.resolve("oci-layout");
        Files.delete(marker);
        only(Kind.INVALID, marker);
        Files.writeString(marker, "{\"imageLayoutVersion\":\"3.0.0\"}");
        assertTrue(only(Kind.INVALID, marker).message().contains("3.0.0"));
        Files.writeString(marker, "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(indexFile(), "{");
        only(Kind.INVALID, indexFile());
    }

    @Test
    void notAFileWhereABlobIsNeeded() throws IOException {
        ImageDraft draft = draft(AMD64, "x");
        layout.insert(draft, "x", null);
        Path layer = blob(draft.layers().getFirst());
        Path moved = Files.move(layer, temporary.resolve("moved"));
        Files.createSymbolicLink(layer, moved);
        assertTrue(only(Kind.DAMAGED, layer, "x").message().contains("not a file"));
    }

    /** Gives what was there before. */
    private BlobSource copyOf(Map<String, byte[]> content, List<String> asked) {
        return (blob, image) -> {
            asked.add(image);
            byte[] its = content.get(blob.digest().hex());
            return its == null ? Optional.empty() : Optional.of(new ByteArrayInputStream(its));
        };
    }

    @Test
    @DisplayName("W41 repairs: quarantines what is broken and fetches it again, with what that leads to")
    void repairs() throws IOException {
        Descriptor x = image("x");
        Descriptor y = image("y");
        Manifest manifest = layout.readManifest(x);
        Map<String, byte[]> content = new java.util.HashMap<>();
        try (Stream<Path> files = Files.list(directory.resolve("blobs/sha256"))) {
            for (Path file : files.toList()) {
                content.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
        }
        damage(blob(x));
        Files.delete(blob(manifest.config()));
        Files.delete(blob(manifest.layers().getFirst()));
        damage(blob(y));
        Files.delete(directory.resolve("oci-layout"));
        byte[] lost = content.remove(y.digest().hex());
        Descriptor orphan = layout.putBlob("a/b", bytes("orphan"));
        damage(blob(orphan));
        List<String> asked = new ArrayList<>();
        CheckReport report = layout.repair(copyOf(content, asked));
        assertEquals(List.of("x", "x", "x", "y"), asked);
        assertFalse(report.isClean());
        List<Finding> open = report.findings().stream()
                .filter(finding -> finding.kind().isHarmful() && !finding.repaired())
                .toList();
        assertEquals(List.of(blob(y)), open.stream().map(Finding::path).toList(), report.toString());
        assertEquals(List.of("y"), open.getFirst().neededBy());
        assertEquals(
                5,
                report.findings().stream().filter(Finding::repaired).count(),
                "the marker, three blobs of x, the orphan: " + report);
        assertArrayEquals(content.get(x.digest().hex()), layout.readBlob(x));
        try (Stream<Path> aside = Files.list(directory.resolve("quarantine"))) {
            assertEquals(3, aside.count(), "both manifests and the orphan: nothing is deleted");
        }
        // A source that lies does no harm.
        CheckReport lied = layout.repair((blob, image) -> Optional.of(new ByteArrayInputStream(bytes("lies"))));
        assertFalse(lied.isClean());
        assertFalse(Files.exists(blob(y)));
        content.put(y.digest().hex(), lost);
        assertTrue(layout.repair(copyOf(content, asked)).isClean());
        assertTrue(layout.check().isClean());
        assertEquals(
                List.of(Kind.LEFTOVER, Kind.LEFTOVER, Kind.LEFTOVER),
                layout.check().findings().stream().map(Finding::kind).toList());
        assertEquals(2, layout.tags().size());
        assertEquals(TestImages.sha256(layout.readBlob(y)), y.digest());
    }

    @Test
    void aStoreThatIsEmptyIsClean() {
        Path nothing = temporary.resolve("store/images");
        var locks =
                new io.atoll.store.internal.disk.Locks(temporary.resolve("store/locks"), syscalls, new LoggingDisk());
        var temp = new io.atoll.store.internal.disk.TempSpace(temporary.resolve("store/tmp"), locks, new LoggingDisk());
        Layout its = new Layout(nothing, locks, temp, new LoggingDisk());
        Blobs blobs = new Blobs(its, temp, new LoggingDisk(), syscalls);
        assertEquals(
                new CheckReport(0, List.of()),
                new LayoutCheck(its, blobs, List.of(), new LoggingDisk(), false).run(null));
        assertFalse(Files.exists(nothing));
    }
}
