package io.atoll.store.internal.compression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.testing.Shell;
import io.atoll.testing.Tmpfs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Decompression, of what the formats' own programs wrote")
final class DecompressionTest {
    private static final int LENGTH = 300_000;

    @TempDir(factory = Tmpfs.class)
    Path directory = Path.of("/nonexistent");

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "bzip2", "xz", "xz -9 --check=sha256", "xz --block-size=70000", "bzip2 -1"})
    @DisplayName("reads all streams of a file that has several, some of nothing")
    void concatenated(String program) throws IOException {
        byte[] plain = data();
        byte[] compressed = concat(
                compress(program, Arrays.copyOf(plain, 100_001)),
                compress(program, new byte[0]),
                compress(program, Arrays.copyOfRange(plain, 100_001, LENGTH)),
                compress(program, new byte[0]));
        assertArrayEquals(plain, read(compressed));
        // In pieces, as a file or a network may give them.
        try (InputStream in = Decompression.open(new Trickle(compressed))) {
            assertArrayEquals(plain, in.readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "bzip2", "xz"})
    @DisplayName("fails on a file that ends anywhere before its end")
    void truncated(String program) throws IOException {
        byte[] compressed = compress(program, data());
        // From where the format is known; all of the last bytes, where a reader may believe to have everything.
        for (int length = 7; length < compressed.length; length += length < compressed.length - 30 ? 4999 : 1) {
            byte[] cut = Arrays.copyOf(compressed, length);
            IOException e = assertThrows(IOException.class, () -> read(cut), () -> "of " + compressed.length);
            assertTrue(e instanceof CompressionException || e instanceof java.io.EOFException, e::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "bzip2", "xz"})
    @DisplayName("fails where something else follows the end")
    void garbage(String program) throws IOException {
        byte[] compressed = compress(program, data());
        for (String garbage : new String[] {"x", "garbage!", "B", "BZx", "BZh9garbage garbage garbage garbage"}) {
            byte[] followed = concat(compressed, garbage.getBytes(StandardCharsets.US_ASCII));
            assertThrows(IOException.class, () -> read(followed), garbage);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "bzip2", "xz"})
    @DisplayName("fails in one way only on damaged data: no decoder's own exception, and no endless loop")
    void damaged(String program) throws IOException {
        byte[] plain = data();
        byte[] compressed = compress(program, plain);
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            byte[] damaged = compressed.clone();
            for (int n = 0; n <= i % 3; n++) {
                damaged[6 + random.nextInt(damaged.length - 6)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                // Not every format notices: the diff-id does.
                assertTrue(read(damaged).length <= 100 * LENGTH);
            } catch (AtollException | IOException e) {
                // All that may happen.
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bzip2 -1", "bzip2 -9"})
    @DisplayName("reads bzip2 of runs of every length, in blocks of every size, of every byte")
    void bzip2Runs(String program) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int length = 1; length < 600; length++) {
            for (int i = 0; i < length; i++) {
                plain.write(length);
            }
        }
        plain.writeBytes(new byte[2_000_003]);
        plain.writeBytes(data());
        assertArrayEquals(plain.toByteArray(), read(compress(program, plain.toByteArray())));
    }

    @Test
    @DisplayName("compares bzip2's checksums, of a block and of a stream")
    void bzip2Checksums() throws IOException {
        byte[] compressed = compress("bzip2", data());
        byte[] block = compressed.clone();
        block[10] ^= 1;
        assertTrue(String.valueOf(assertThrows(CompressionException.class, () -> read(block))
                        .getMessage())
                .contains("checksum of a block"));
        // The stream's is in the last four to five bytes, not at a byte's border.
        byte[] stream = compressed.clone();
        stream[stream.length - 3] ^= 0x10;
        assertTrue(String.valueOf(assertThrows(CompressionException.class, () -> read(stream))
                        .getMessage())
                .contains("checksum of a stream"));
    }

    @Test
    @DisplayName("skips zstd's frames that are not data")
    void skippable() throws IOException {
        byte[] plain = data();
        byte[] skipped = {0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
        byte[] frame = compress("zstd --ultra -22", plain);
        assertArrayEquals(plain, read(concat(skipped, frame, skipped, skipped)));
    }

    @Test
    @DisplayName("refuses zstd that asks for a window of 2 GiB, and of 256 MiB")
    void zstdWindow() {
        for (int log : new int[] {31, 28}) {
            // Magic, a frame with a window, one raw block of one byte.
            byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((log - 10) << 3), 9, 0, 0, 'x'};
            CompressionException e = assertThrows(CompressionException.class, () -> read(frame));
            assertTrue(String.valueOf(e.getMessage()).contains("memory"), e.getMessage());
        }
    }

    @Test
    @DisplayName("reads zstd with a window of 128 MiB, the most that its program writes unasked")
    void zstdLargestWindow() throws IOException {
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((27 - 10) << 3), 9, 0, 0, 'x'};
        assertArrayEquals(new byte[] {'x'}, read(frame));
    }

    @Test
    @DisplayName("refuses xz that asks for more memory than it may have")
    void xzMemory() throws IOException {
        byte[] compressed = compress("xz", data());
        int header = 12;
        int length = (compressed[header] + 1) * 4;
        assertEquals(0x21, compressed[header + 2], "LZMA2");
        // 1.5 GiB of dictionary, and the header's checksum anew.
        compressed[header + 4] = 37;
        CRC32 crc = new CRC32();
        crc.update(compressed, header, length - 4);
        ByteBuffer.wrap(compressed).order(ByteOrder.LITTLE_ENDIAN).putInt(header + length - 4, (int) crc.getValue());
        AtollException e = assertThrows(AtollException.class, () -> {
            try (InputStream in = new XzInput(new ByteArrayInputStream(compressed), 32 << 10)) {
                in.readAllBytes();
            }
        });
        assertEquals(ErrorCode.UNSUPPORTED, e.code());
        assertTrue(String.valueOf(e.getMessage()).contains("needs 1537 MiB"), e.getMessage());
        // The turn was given back: the next one does not wait for ever.
        assertArrayEquals(data(), read(compress("xz", data())));
    }

    @Test
    @DisplayName("leaves alone what is not compressed, even if it is shorter than any mark")
    void plain() throws IOException {
        for (int length : new int[] {0, 1, 5, 6, 7, 600}) {
            byte[] plain = new byte[length];
            assertArrayEquals(plain, read(plain));
        }
    }

    @Test
    @DisplayName("lets an error of the blob below pass as it is")
    void errorBelow() {
        byte[] compressed = compress("bzip2", data());
        AtollException corrupt = new AtollException(ErrorCode.CORRUPT, "the blob is damaged");
        InputStream failing = new java.io.SequenceInputStream(
                new ByteArrayInputStream(compressed, 0, compressed.length / 2), new InputStream() {
                    @Override
                    public int read() {
                        throw corrupt;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        throw corrupt;
                    }
                });
        assertEquals(corrupt, assertInstanceOf(AtollException.class, assertThrows(Exception.class, () -> {
            try (InputStream in = Decompression.open(failing)) {
                in.readAllBytes();
            }
        })));
    }

    private byte[] compress(String program, byte[] plain) {
        try {
            Path file = directory.resolve("plain");
            Files.write(file, plain);
            Shell.script(program + " -c <$1 >$2", file, directory.resolve("compressed"));
            return Files.readAllBytes(directory.resolve("compressed"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] read(byte[] compressed) throws IOException {
        try (InputStream in = Decompression.open(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        }
    }

    private static byte[] data() {
        byte[] data = new byte[LENGTH];
        Random random = new Random(1);
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i % 3 == 0 ? random.nextInt() : i >> 8);
        }
        return data;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Gives a few bytes at a time. */
    private static final class Trickle extends ByteArrayInputStream {
        Trickle(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + pos % 7));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }
}
