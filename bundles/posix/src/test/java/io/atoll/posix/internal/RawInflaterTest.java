package io.atoll.posix.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.posix.Inflating;
import io.atoll.posix.RawInflater;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Inflating, by the JVM's zlib and by ISA-L")
final class RawInflaterTest {
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
    @DisplayName("gives what was deflated and finds its end, however it is cut, and whatever follows")
    void same(By by) throws DataFormatException {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 2, 100, 32767, 32768, 65536, 131071, 131072, 131073, 700_001}) {
            for (int level : new int[] {0, 1, 6, 9}) {
                byte[] plain = data(random, length);
                byte[] compressed = deflate(plain, level);
                for (int trailer : new int[] {0, 1, 7, 8, 9, 300}) {
                    byte[] followed = Arrays.copyOf(compressed, compressed.length + trailer);
                    Read read = read(by, followed, 1 + random.nextInt(100_000));
                    assertArrayEquals(plain, read.plain);
                    assertEquals(compressed.length, read.end);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("finds the end wherever the last pieces are cut")
    void cut(By by) throws DataFormatException {
        byte[] plain = data(new Random(2), 5000);
        byte[] compressed = deflate(plain, 9);
        byte[] followed = Arrays.copyOf(compressed, compressed.length + 20);
        for (int last = 1; last < 60; last++) {
            for (int piece : new int[] {1, 2, 3, 7, 8, 9, 30}) {
                Read read = read(by, followed, followed.length - last, piece);
                assertArrayEquals(plain, read.plain);
                assertEquals(compressed.length, read.end, "%d, %d".formatted(last, piece));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("refuses what is damaged, and can begin anew")
    void damaged(By by) throws DataFormatException {
        byte[] plain = data(new Random(3), 100_000);
        byte[] compressed = deflate(plain, 6);
        byte[][] all = {
            // The type that does not exist; a length that is not its complement; no code lengths; an 'a' and then what
            // was two before.
            {7}, {1, 5, 0, 5, 0}, Arrays.copyOf(new byte[] {5}, 60), {0x4b, 4, 0x42, 0, 0, 0, 0}
        };
        try (RawInflater inflater = by.open()) {
            for (byte[] damage : all) {
                inflater.input(damage, 0, damage.length);
                byte[] output = new byte[1000];
                assertThrows(DataFormatException.class, () -> inflater.inflate(output, 0, output.length));
                assertFalse(inflater.isFinished());
                inflater.reset();
                Read read = read(inflater, compressed, compressed.length, compressed.length);
                assertArrayEquals(plain, read.plain);
                inflater.reset();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is never used after its end, and takes no input before that is used up")
    void misuse(By by) throws DataFormatException {
        byte[] compressed = deflate(new byte[1000], 6);
        RawInflater inflater = by.open();
        inflater.input(compressed, 0, 2);
        assertThrows(IllegalStateException.class, () -> inflater.input(compressed, 2, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> inflater.inflate(new byte[10], 5, 6));
        inflater.close();
        inflater.close();
        assertThrows(IllegalStateException.class, () -> inflater.inflate(new byte[1], 0, 1));
        assertThrows(IllegalStateException.class, () -> inflater.input(compressed, 0, 2));
        assertThrows(IllegalStateException.class, inflater::reset);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("goes on beyond 4 GiB, where 32-bit counters begin anew")
    void large(By by) throws DataFormatException {
        int size = 10_000_019;
        byte[] plain = new byte[size];
        byte[] random = new byte[30_000];
        new Random(4).nextBytes(random);
        for (int i = 0; i < size; i++) {
            // Found again as far back as can be, all of the time.
            plain[i] = random[i % random.length];
        }
        byte[] part = new byte[size];
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(plain);
        int length = deflater.deflate(part, 0, part.length, Deflater.SYNC_FLUSH);
        deflater.end();
        byte[] output = new byte[1 << 16];
        long total = 0;
        try (RawInflater inflater = by.open()) {
            while (total < (1L << 32) + size) {
                inflater.input(part, 0, length);
                int count = inflater.inflate(output, 0, output.length);
                while (count > 0) {
                    int at = (int) (total % size);
                    int compared = Math.min(count, size - at);
                    assertTrue(Arrays.equals(plain, at, at + compared, output, 0, compared), "at " + total);
                    total += count;
                    count = inflater.inflate(output, 0, output.length);
                }
            }
        }
        assertEquals(0, total % size);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gives its memory back when it is closed")
    void memory(By by) throws DataFormatException, IOException {
        byte[] compressed = deflate(data(new Random(5), 300_000), 6);
        byte[] output = new byte[300_000];
        long before = 0;
        for (int i = 0; i < 800; i++) {
            // The first ones make the heap as large as it will be.
            before = i == 100 ? residentBytes() : before;
            try (RawInflater inflater = by.open()) {
                inflater.input(compressed, 0, compressed.length);
                assertTrue(inflater.inflate(output, 0, output.length) > 0);
            }
        }
        // Each would be some 280 KiB: 160 MiB.
        long more = residentBytes() - before;
        assertTrue(more < 80L << 20, () -> more + " bytes more");
    }

    @Test
    @DisplayName("does without ISA-L on a machine that does not have it, has another processor, or was told to")
    void missing() {
        assertTrue(Libisal.load("libisal.so.none").isEmpty());
        assertTrue(Libisal.isWanted("amd64", null));
        assertTrue(Libisal.isWanted("aarch64", "true"));
        assertFalse(Libisal.isWanted("s390x", null));
        assertFalse(Libisal.isWanted("amd64", "false"));
        try (RawInflater inflater = Inflating.raw()) {
            assertEquals(Libisal.isAvailable(), inflater instanceof IsalInflater);
        }
    }

    /** What was read, and where its end was found. */
    private static final class Read {
        final byte[] plain;
        final int end;

        Read(byte[] plain, int end) {
            this.plain = plain;
            this.end = end;
        }
    }

    private static Read read(By by, byte[] compressed, int piece) throws DataFormatException {
        return read(by, compressed, piece, piece);
    }

    private static Read read(By by, byte[] compressed, int first, int piece) throws DataFormatException {
        try (RawInflater inflater = by.open()) {
            return read(inflater, compressed, first, piece);
        }
    }

    private static Read read(RawInflater inflater, byte[] compressed, int first, int piece) throws DataFormatException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] output = new byte[10_007];
        int given = 0;
        while (!inflater.isFinished()) {
            int count = inflater.inflate(output, 3, output.length - 3);
            plain.write(output, 3, count);
            if (count == 0 && !inflater.isFinished()) {
                int part = Math.min(given == 0 ? first : piece, compressed.length - given);
                assertTrue(part > 0, "it wants more than there is");
                inflater.input(compressed, given, part);
                given += part;
            }
        }
        return new Read(plain.toByteArray(), given - inflater.remaining());
    }

    private static byte[] data(Random random, int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i % 3 == 0 ? random.nextInt() : i >> 8);
        }
        return data;
    }

    private static byte[] deflate(byte[] plain, int level) {
        Deflater deflater = new Deflater(level, true);
        deflater.setInput(plain);
        deflater.finish();
        byte[] compressed = new byte[plain.length + plain.length / 100 + 100];
        int length = deflater.deflate(compressed);
        deflater.end();
        return Arrays.copyOf(compressed, length);
    }

    private static long residentBytes() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
    }
}
