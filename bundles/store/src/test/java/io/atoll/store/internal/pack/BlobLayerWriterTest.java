package io.atoll.store.internal.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.testing.TestImages;
import io.atoll.testing.Tmpfs;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlobLayerWriterTest {
    private static final String VECTOR = "sha256:349438e5faf763e8875b43de4d7101540ef4d865190336c2cc549a11f33f8d7c";

    @TempDir(factory = Tmpfs.class)
    Path directory = Path.of("/nonexistent");

    /** Every byte inverted; says how often it was closed. */
    private static final class Inverting extends FilterOutputStream {
        private static int closed;

        Inverting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] inverted = new byte[length];
            for (int i = 0; i < length; i++) {
                inverted[i] = (byte) ~bytes[offset + i];
            }
            out.write(inverted);
        }

        @Override
        public void close() throws IOException {
            closed++;
            out.write("the end".getBytes(StandardCharsets.US_ASCII));
            super.close();
        }
    }

    static Stream<LayerFormat> formats() {
        return Stream.of(
                new LayerFormat.Plain(),
                new LayerFormat.Gzip(),
                new LayerFormat.Zstd(),
                new LayerFormat.Custom("application/x-inverted", Inverting::new));
    }

    private BlobLayerWriter writer(Disk disk, LayerFormat format) {
        return BlobLayerWriter.create(
                disk,
                format,
                directory.resolve("temporary"),
                digest -> directory.resolve("blobs").resolve(digest.algorithm()).resolve(digest.hex()));
    }

    private LayerBlob write(LayerFormat format, byte[] archive) throws IOException {
        try (BlobLayerWriter writer = writer(new LocalDisk(), format)) {
            for (int at = 0; at < archive.length; at += 10_000) {
                writer.archive().write(archive, at, Math.min(10_000, archive.length - at));
                writer.archive().flush();
            }
            writer.archive().close();
            return writer.commit();
        }
    }

    private byte[] blob(LayerBlob layer) throws IOException {
        return Files.readAllBytes(directory
                .resolve("blobs/sha256")
                .resolve(layer.descriptor().digest().hex()));
    }

    @ParameterizedTest
    @MethodSource("formats")
    @DisplayName("S4.3 S4.7 each format: digest and size of what is on disk, the archive's diff-id, nothing temporary")
    void saysWhatItWrote(LayerFormat format) throws IOException {
        byte[] archive = new byte[1_500_000];
        new Random(1).nextBytes(archive);
        LayerBlob layer = write(format, archive);
        byte[] blob = blob(layer);
        assertEquals(TestImages.sha256(blob), layer.descriptor().digest());
        assertEquals(blob.length, layer.descriptor().size());
        assertEquals(format.mediaType(), layer.descriptor().mediaType());
        assertEquals(TestImages.sha256(archive), layer.diffId());
        if (!(format instanceof LayerFormat.Custom)) {
            try (InputStream plain = Decompression.open(new ByteArrayInputStream(blob))) {
                assertArrayEquals(archive, plain.readAllBytes());
            }
        }
        assertFalse(Files.exists(directory.resolve("temporary")));
        // The same again, over what is there.
        assertEquals(layer, write(format, archive));
    }

    @Test
    @DisplayName("S4.8 an uncompressed layer has one digest; gzip has the same diff-id and another digest")
    void theDiffIdIsTheArchives() throws IOException {
        byte[] archive = "pretend this is a tarball".getBytes(StandardCharsets.US_ASCII);
        LayerBlob plain = write(new LayerFormat.Plain(), archive);
        assertEquals(VECTOR, plain.diffId().toString());
        assertEquals(plain.diffId(), plain.descriptor().digest());
        assertEquals(MediaTypes.OCI_LAYER, plain.descriptor().mediaType());
        for (LayerFormat format : List.of(new LayerFormat.Gzip(), new LayerFormat.Zstd())) {
            LayerBlob other = write(format, archive);
            assertEquals(VECTOR, other.diffId().toString());
            assertNotEquals(other.diffId(), other.descriptor().digest());
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    @DisplayName("S4.3 what is not committed leaves nothing")
    void whatIsNotCommittedLeavesNothing(LayerFormat format) throws IOException {
        int before = Inverting.closed;
        try (BlobLayerWriter writer = writer(new LocalDisk(), format)) {
            writer.archive().write(new byte[1_000_000]);
        }
        assertEmpty();
        assertEquals(format instanceof LayerFormat.Custom ? before + 1 : before, Inverting.closed);
        BlobLayerWriter closed = writer(new LocalDisk(), format);
        closed.close();
        assertThrows(IllegalStateException.class, closed::commit);
        assertThrows(IllegalStateException.class, () -> closed.archive().write(1));
        assertEmpty();
    }

    @ParameterizedTest
    @MethodSource("formats")
    @DisplayName("W33 whatever step fails, there is no blob, and one that a write is missing from cannot be committed")
    void everyStepCanFail(LayerFormat format) throws IOException {
        byte[] archive = new byte[700_000];
        new Random(2).nextBytes(archive);
        int steps = 0;
        boolean failed = true;
        while (failed) {
            FailingDisk disk = new FailingDisk(steps++);
            try (BlobLayerWriter writer = writer(disk, format)) {
                AtollException e = null;
                try {
                    writer.archive().write(archive, 0, 350_000);
                    writer.archive().write(archive, 350_000, 350_000);
                } catch (AtollException thrown) {
                    e = thrown;
                    assertThrows(IllegalStateException.class, writer::commit);
                }
                if (e == null) {
                    writer.commit();
                    failed = false;
                    // sync before rename before sync of the directory
                    int rename = disk.done.indexOf("rename");
                    assertTrue(disk.done.indexOf("sync") < rename, disk.done.toString());
                    assertEquals("syncDirectory", disk.done.get(rename + 1));
                } else {
                    assertEquals(ErrorCode.KERNEL, e.code());
                }
            } catch (AtollException e) {
                assertEquals(ErrorCode.KERNEL, e.code());
            }
            if (failed) {
                assertFalse(Files.exists(directory.resolve("temporary")), disk.done.toString());
                // Renamed but perhaps not durable: it is what it says.
                assertTrue(disk.done.contains("rename") || blobs() == 0, disk.done.toString());
            }
        }
        assertTrue(steps > 5);
    }

    private long blobs() throws IOException {
        Path blobs = directory.resolve("blobs/sha256");
        return Files.isDirectory(blobs) ? PackTest.count(blobs) : 0;
    }

    private void assertEmpty() throws IOException {
        assertEquals(0, PackTest.count(directory));
    }

    /** Fails at one change, counted from 0; deleting works. */
    private static final class FailingDisk implements Disk {
        private final Disk disk = new LocalDisk();
        private final int failing;
        private final List<String> done = new ArrayList<>();

        FailingDisk(int failing) {
            this.failing = failing;
        }

        private void step(String name) throws IOException {
            if (done.size() == failing) {
                throw new IOException("failed to " + name);
            }
            done.add(name);
        }

        @Override
        public NewFile create(Path path) throws IOException {
            step("create");
            NewFile file = disk.create(path);
            return new NewFile() {
                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    step("write");
                    file.write(bytes);
                }

                @Override
                public void sync() throws IOException {
                    step("sync");
                    file.sync();
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }

        @Override
        public void createDirectory(Path path) throws IOException {
            step("createDirectory");
            disk.createDirectory(path);
        }

        @Override
        public void createSharedDirectory(Path path) throws IOException {
            step("createSharedDirectory");
            disk.createSharedDirectory(path);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            step("rename");
            disk.rename(from, to);
        }

        @Override
        public void syncDirectory(Path path) throws IOException {
            step("syncDirectory");
            disk.syncDirectory(path);
        }

        @Override
        public boolean delete(Path path) throws IOException {
            return disk.delete(path);
        }

        @Override
        public long deleteTree(Path path) throws IOException {
            return disk.deleteTree(path);
        }
    }
}
