package io.atoll.store.internal.compression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.posix.Inflating;
import io.atoll.posix.RawInflater;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("gzip, inflated by the JVM's zlib and by ISA-L")
final class GzipInputTest {
    private static final byte[] NO_FLAGS = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};
    private static final byte[] ALL_FLAGS = {
        0x1f, (byte) 0x8b, 8, 31, 0, 0, 0, 0, 0, (byte) 255, 3, 0, 1, 0, 2, 'n', 'a', 'm', 'e', 0, 'c', 0, 9, 9
    };

    enum By {
        ZLIB,
        ISAL;

        RawInflater open() {
            return this == ZLIB ? Inflating.zlib() : Inflating.isal().orElseGet(By::skip);
        }

        private static RawInflater skip() {
            String reason = "SKIPPED: libisal2 is not installed";
            System.err.println(reason);
            return Assumptions.abort(reason);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("W17: reads every member, of nothing, of one byte and of many, wherever the file is cut into pieces")
    void members(By by) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        for (int length : new int[] {0, 1, 500, 0, 0, 70_000, 3, 131_072, 0}) {
            byte[] data = data(length);
            plain.writeBytes(data);
            compressed.writeBytes(member(length % 2 == 0 ? NO_FLAGS : ALL_FLAGS, data));
        }
        for (int piece : new int[] {1, 2, 3, 5, 7, 8, 9, 64, 65_535, 65_536, 1 << 20}) {
            assertArrayEquals(plain.toByteArray(), read(by, compressed.toByteArray(), piece), "in pieces of " + piece);
        }
    }

    /** As eStargz and estargz-like tools write it: a member for each part, one of nothing with an extra field at the end. */
    @ParameterizedTest
    @EnumSource
    @DisplayName("W17: finds the next member where the last piece ends anywhere in the trailer before")
    void cutAtTrailers(By by) throws IOException {
        byte[] data = data(3000);
        byte[] first = member(NO_FLAGS, data);
        byte[] both = concat(first, member(ALL_FLAGS, new byte[0]), member(NO_FLAGS, data));
        for (int cut = first.length - 40; cut < first.length + 40; cut++) {
            for (int piece : new int[] {1, 2, 9, both.length}) {
                InputStream pieces = new Pieces(both, cut, piece);
                try (InputStream in = new GzipInput(pieces, by.open())) {
                    assertArrayEquals(concat(data, data), in.readAllBytes(), "cut at " + cut);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("passes over zeros behind a member, and reads what follows them")
    void padding(By by) throws IOException {
        byte[] member = member(NO_FLAGS, data(1000));
        byte[] padded = concat(member, new byte[511], member, new byte[70_000]);
        assertArrayEquals(concat(data(1000), data(1000)), read(by, padded, 100));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("refuses anything else behind a member")
    void garbage(By by) {
        byte[] member = member(NO_FLAGS, data(1000));
        for (String garbage : new String[] {"x", "garbage!", "\u001f", "\u001fx", "\0\0x"}) {
            byte[] followed = concat(member, garbage.getBytes(StandardCharsets.ISO_8859_1));
            IOException e = assertThrows(IOException.class, () -> read(by, followed, 1000), garbage);
            String expected = garbage.equals("\u001f")
                    ? "the gzip data ends in its header"
                    : "the gzip data is damaged: something else follows its end";
            assertEquals(expected, e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("fails on a file that ends anywhere before its end")
    void truncated(By by) {
        byte[] compressed = member(ALL_FLAGS, data(5000));
        for (int length = 0; length < compressed.length; length++) {
            byte[] cut = Arrays.copyOf(compressed, length);
            EOFException e = assertThrows(EOFException.class, () -> read(by, cut, 1000));
            String where = length < ALL_FLAGS.length
                    ? "the gzip data ends in its header"
                    : length < compressed.length - 8
                            ? "the gzip data ends too early"
                            : "the gzip data ends in its trailer";
            assertEquals(where, e.getMessage(), "of length " + length);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("fails in one way only on damaged data, and with the same result whoever inflates it")
    void damaged(By by) throws IOException {
        byte[] compressed = member(NO_FLAGS, data(100_000));
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = compressed.clone();
            // Mostly where the codes are.
            int most = i % 4 == 0 ? damaged.length : 300;
            damaged[10 + random.nextInt(most - 10)] ^= (byte) (1 << random.nextInt(8));
            byte[] expected = outcome(By.ZLIB, damaged);
            byte[] found = outcome(by, damaged);
            assertArrayEquals(expected, found);
            refused += found.length == 0 ? 1 : 0;
        }
        assertTrue(refused > 100, () -> "it notices nothing");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a bomb costs no memory: 1 GiB out of 1 MiB")
    void bomb(By by) throws IOException {
        byte[] zeros = new byte[1 << 20];
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        byte[] member = member(NO_FLAGS, zeros);
        for (int i = 0; i < 1024; i++) {
            compressed.writeBytes(member);
        }
        long total = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new GzipInput(new ByteArrayInputStream(compressed.toByteArray()), by.open())) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                total += count;
            }
        }
        assertEquals(1L << 30, total);
    }

    private static byte[] read(By by, byte[] compressed, int piece) throws IOException {
        try (InputStream in = new GzipInput(new Pieces(compressed, piece, piece), by.open())) {
            return in.readAllBytes();
        }
    }

    /** Nothing if it is refused. */
    private static byte[] outcome(By by, byte[] compressed) throws IOException {
        try {
            return read(by, compressed, 10_000);
        } catch (ZipException | EOFException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("the gzip data "), e.getMessage());
            return new byte[0];
        }
    }

    private static byte[] data(int length) {
        byte[] data = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i % 3 == 0 ? random.nextInt() : i >> 8);
        }
        return data;
    }

    /** With a trailer of zeros: checksums are the diff-id's business. */
    private static byte[] member(byte[] header, byte[] data) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(data);
        deflater.finish();
        byte[] compressed = new byte[data.length + 1000];
        int length = deflater.deflate(compressed);
        deflater.end();
        return concat(header, Arrays.copyOf(compressed, length), new byte[8]);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Gives so many bytes at first, and then so many at a time. */
    private static final class Pieces extends ByteArrayInputStream {
        private final int first;
        private final int piece;

        Pieces(byte[] bytes, int first, int piece) {
            super(bytes);
            this.first = first;
            this.piece = piece;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, pos < first ? first - pos : piece));
        }
    }
}
