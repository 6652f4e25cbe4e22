package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.layout.CheckReport.Finding;
import io.atoll.api.layout.CheckReport.Kind;
import io.atoll.api.store.StoredImage;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StoreCheckTest extends StoreTest {
    private static final byte[] TAR = new TarBuilder().file("f", "x").build();

    /** What the registry would give. */
    private final Map<Digest, byte[]> originals = new HashMap<>();

    private final BlobSource source =
            (blob, image) -> Optional.ofNullable(originals.get(blob.digest())).map(ByteArrayInputStream::new);

    private StoredImage image =
            StoredImage.broken(io.atoll.api.image.Reference.parse("x"), new Descriptor("", digest(0), 0), "");

    @BeforeEach
    void fill() throws IOException {
        image = TestImages.image(store, "r.example/app:1", List.of(TAR));
        store.layer(
                image.manifest().layers().getFirst(), image.config().diffIds().getFirst());
        store.lease("container/x", image.config().diffIds());
        for (Descriptor blob : blobs()) {
            originals.put(blob.digest(), Files.readAllBytes(file(blob)));
        }
    }

    private List<Descriptor> blobs() {
        return List.of(
                image.descriptor(),
                image.manifest().config(),
                image.manifest().layers().getFirst());
    }

    private Path file(Descriptor blob) {
        return root.resolve("images/blobs/sha256").resolve(blob.digest().hex());
    }

    private static List<Kind> kinds(CheckReport report) {
        return report.findings().stream().map(Finding::kind).sorted().toList();
    }

    @Test
    void aGoodStoreIsClean() {
        CheckReport report = store.check();
        assertEquals(List.of(), report.findings());
        assertEquals(3, report.objects());
        assertEquals(List.of(), store.repair(BlobSource.NONE).findings());
    }

    @Test
    void everyBrokenBlobIsFoundPutAsideAndFetchedAgain() throws IOException {
        for (Descriptor blob : blobs()) {
            byte[] bytes = Files.readAllBytes(file(blob));
            bytes[bytes.length / 2] ^= 1;
            Files.write(file(blob), bytes);
            CheckReport found = store.check();
            assertFalse(found.isClean());
            assertEquals(List.of(Kind.DAMAGED), kinds(found));
            assertEquals(List.of("r.example/app:1"), found.findings().getFirst().neededBy());
            assertEquals(found.findings().getFirst().path(), file(blob));
            CheckReport repaired = store.repair(source);
            assertTrue(repaired.isClean(), repaired.toString());
            assertEquals(blob.size(), Files.size(file(blob)));
            assertTrue(isPutAside(blob));
            assertTrue(store.check().isClean());
        }
        assertEquals(0, store.collectGarbage().bytes(), "what was put aside stays until somebody removes it");
    }

    private boolean isPutAside(Descriptor blob) throws IOException {
        try (var files = Files.list(root.resolve("images/quarantine"))) {
            return files.anyMatch(file -> file.toString().contains(blob.digest().hex()));
        }
    }

    @Test
    void everythingMissingIsFetchedAgain() throws IOException {
        for (Descriptor blob : blobs()) {
            Files.delete(file(blob));
        }
        assertEquals(List.of(Kind.MISSING), kinds(store.check()), "nobody knows what the manifest led to");
        CheckReport nothing = store.repair(BlobSource.NONE);
        assertFalse(nothing.isClean());
        CheckReport repaired = store.repair(source);
        assertEquals(3, repaired.findings().size());
        assertTrue(repaired.isClean());
        assertTrue(store.check().isClean());
        assertEquals(null, store.images().getFirst().problem());
    }

    @Test
    void aSourceThatLiesRepairsNothing() throws IOException {
        Descriptor layer = image.manifest().layers().getFirst();
        Files.delete(file(layer));
        CheckReport report =
                store.repair((blob, name) -> Optional.of(new ByteArrayInputStream(new byte[(int) blob.size()])));
        assertFalse(report.isClean());
        assertTrue(report.findings().getFirst().message().contains("could not be fetched"));
        assertFalse(store.hasBlob(layer));
        assertNothingTemporary();
    }

    @Test
    @DisplayName("S2.1: directories of layers, leases and locks are their owner's only")
    void directoriesThatLetOthersIn() throws IOException {
        for (String name : List.of("layers", "leases", "locks", "tmp")) {
            Path directory = root.resolve(name);
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)), name);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        }
        assertEquals(List.of(Kind.INVALID, Kind.INVALID, Kind.INVALID, Kind.INVALID), kinds(store.check()));
        assertTrue(store.repair(BlobSource.NONE).isClean());
        assertEquals(List.of(), store.check().findings());
    }

    @Test
    void aDamagedLeaseIsMendedToProtectEverything() throws IOException {
        Path lease = root.resolve("leases/container%2fx");
        Files.writeString(lease, Files.readString(lease).substring(0, 20));
        assertFails(ErrorCode.CONFLICT, store::collectGarbage);
        assertEquals(List.of(Kind.DAMAGED), kinds(store.check()));
        assertTrue(store.repair(BlobSource.NONE).isClean());
        assertEquals(0, store.remove(image).layers());
        assertTrue(store.hasLayer(TestImages.sha256(TAR)), "the container still has its layer");
        store.leases().getFirst().close();
        store.collectGarbage();
        assertFalse(store.hasLayer(TestImages.sha256(TAR)));
    }

    @Test
    void leftoversAreRemovedGarbageIsOnlyToldOf() throws IOException {
        Files.createDirectories(root.resolve("tmp/dead/layer-1"));
        Files.createDirectories(root.resolve("layers/.abc.gone/x"));
        Files.writeString(root.resolve("leases/.dead-1"), "x");
        Files.createDirectories(root.resolve("layers/notes"));
        Files.createDirectories(root.resolve("layers").resolve("ab".repeat(32)));
        Descriptor orphan = TestImages.blob(store, "text/plain", new byte[] {1});
        List<Kind> expected =
                List.of(Kind.ORPHAN, Kind.ORPHAN, Kind.LEFTOVER, Kind.LEFTOVER, Kind.LEFTOVER, Kind.LEFTOVER);

        assertEquals(expected, kinds(store.check()));
        assertTrue(store.check().isClean(), "none of it does harm");
        assertEquals(expected, kinds(store.repair(BlobSource.NONE)));
        assertEquals(List.of(Kind.ORPHAN, Kind.ORPHAN, Kind.LEFTOVER), kinds(store.check()));
        assertTrue(store.hasBlob(orphan));
        assertTrue(Files.exists(root.resolve("layers/notes")), "it is not the store's");
    }

    @Test
    void whatBlocksALayersNameOrALock() throws IOException {
        Path victim = Files.createDirectory(temporary.resolve("victim"));
        Files.writeString(victim.resolve("precious"), "p");
        Path blocked = root.resolve("layers").resolve("cd".repeat(32));
        Files.createSymbolicLink(blocked, victim);
        Files.createDirectory(root.resolve("locks/layer-cd"));
        assertEquals(List.of(Kind.DAMAGED, Kind.INVALID), kinds(store.check()));
        assertTrue(store.repair(BlobSource.NONE).isClean());
        assertTrue(store.check().isClean());
        assertFalse(Files.isSymbolicLink(blocked));
        assertEquals(1, count(victim));
    }
}
