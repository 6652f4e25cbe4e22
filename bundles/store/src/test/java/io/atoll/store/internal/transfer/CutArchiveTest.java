package io.atoll.store.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageArchives.Format;
import io.atoll.api.transfer.TransferListener;
import io.atoll.store.internal.OpenStore;
import io.atoll.store.internal.archive.StreamedArchives;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Archives that end too soon, on disks that are too small, into pipes that nobody reads. */
class CutArchiveTest extends ArchiveTest {
    private static final int STEP = 512 << 10;
    private static final int LAYER = 1 << 20;

    private static byte[] random(int seed) {
        byte[] content = new byte[LAYER];
        new Random(seed).nextBytes(content);
        return new TarBuilder().directory("./").file("f" + seed, content).build();
    }

    private StoredImage image() {
        return TestImages.image(store, "app:1", List.of(random(1), random(2), random(3)));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("cut at every 512 KiB an archive is refused, says so, and leaves nothing")
    void truncated(Format format) throws IOException {
        StoredImage image = image();
        byte[] archive = save(format, image);
        store.remove(image);
        List<String> before = stored();
        Set<ErrorCode> expected = EnumSet.of(ErrorCode.INVALID, ErrorCode.CORRUPT);
        for (int length = STEP; length < archive.length; length += STEP) {
            byte[] cut = Arrays.copyOf(archive, length);
            AtollException e = assertThrows(AtollException.class, () -> load(cut), "cut at " + length);
            assertTrue(expected.contains(e.code()), length + ": " + e.getMessage());
            String message = Objects.toString(e.getMessage());
            assertTrue(message.contains("cannot read the archive"), message);
            assertEquals(before, stored(), "cut at " + length);
        }
        assertEquals(List.of(), store.check().findings());
        assertEquals(List.of("app:1"), names(load(archive)));
    }

    @Test
    @DisplayName("what was there before a load that failed stays, also what both have")
    void keepsWhatWasThere() throws IOException {
        StoredImage image = image();
        byte[] archive = save(Format.OCI, image);
        store.remove(image);
        StoredImage other = TestImages.image(store, "other:1", List.of(random(1)));
        List<String> before = stored();
        AtollException e =
                assertThrows(AtollException.class, () -> load(Arrays.copyOf(archive, archive.length - LAYER)));
        assertEquals(ErrorCode.INVALID, e.code());
        assertEquals(before, stored());
        assertEquals(
                List.of(other.reference()),
                store.images().stream().map(StoredImage::reference).toList());
    }

    @Test
    @DisplayName("W33 a disk that is too small for an archive: the store is as it was, and there is room again")
    void fullDisk() throws IOException {
        Requires.root();
        byte[] archive = save(Format.OCI, image());
        Path disk = Files.createDirectory(temporary.resolve("disk"));
        // The blobs alone take three megabytes, and as much again when they are extracted.
        for (int kib = 700; kib < 7200; kib += 650) {
            Shell.run("mount", "-t", "tmpfs", "-o", "size=%dk".formatted(kib), "atoll-test", disk.toString());
            try (OpenStore small = OpenStore.at(disk.resolve("store"), syscalls, new LocalDisk())) {
                StreamedArchives there = new StreamedArchives(small.store());
                try {
                    there.load(new ByteArrayInputStream(archive), null, loaded -> {}, TransferListener.NONE);
                    assertTrue(kib > 6000, "with %d KiB".formatted(kib));
                } catch (AtollException e) {
                    String message = Objects.toString(e.getMessage());
                    assertEquals(ErrorCode.KERNEL, e.code(), message);
                    assertTrue(message.contains("No space left on device"), message);
                    assertEquals(List.of(), small.store().images());
                    assertEquals(List.of(), small.store().leases());
                    long[] used = {0};
                    small.store().contents(item -> used[0] += item.digest() == null ? 0 : 1);
                    assertEquals(0, used[0], "blobs and layers left with %d KiB".formatted(kib));
                    assertEquals(List.of(), small.store().check().findings());
                }
            } finally {
                Shell.run("umount", "-l", disk.toString());
            }
        }
    }

    @Test
    @DisplayName("EPIPE: a reader of the archive that goes away ends the saving, says so, and leaves nothing")
    void brokenPipe() throws IOException {
        StoredImage image = image();
        List<String> before = stored();
        Pipe pipe = Pipe.open();
        pipe.source().close();
        try (OutputStream out = Channels.newOutputStream(pipe.sink())) {
            AtollException e = assertThrows(
                    AtollException.class, () -> archives.save(List.of(image), Format.OCI, out, TransferListener.NONE));
            assertEquals("cannot write the archive: Broken pipe", e.getMessage());
        }
        assertEquals(before, stored());
        assertEquals(List.of(), store.check().findings());
    }
}
