package io.atoll.store.internal.compression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.atoll.api.AtollException;
import io.atoll.api.layer.LayerFormat;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.Tmpfs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedOutputTest {
    @TempDir(factory = Tmpfs.class)
    Path temporary = Path.of("/nonexistent");

    /** Text, noise and zeros. */
    private static byte[] content(int size) {
        byte[] content = new byte[size];
        Random random = new Random(size);
        for (int at = 0; at < size; ) {
            int end = Math.min(size, at + 1 + random.nextInt(50_000));
            int kind = random.nextInt(3);
            for (int i = at; i < end; i++) {
                content[i] = (byte)
                        (kind == 0
                                ? random.nextInt()
                                : kind == 1 ? "some text or other ".charAt((i + i / 700) % 19) : 0);
            }
            at = end;
        }
        return content;
    }

    private static byte[] gzip(byte[] content, int level, int threads, int cut) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GzipOutput(compressed, level, threads)) {
            write(out, content, cut);
        }
        return compressed.toByteArray();
    }

    private static byte[] zstd(byte[] content, int level, int workers, int cut) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = CompressedOutput.zstd(compressed, level, workers)) {
            write(out, content, cut);
        }
        return compressed.toByteArray();
    }

    private static void write(OutputStream out, byte[] content, int cut) throws IOException {
        for (int at = 0; at < content.length; at += cut) {
            out.write(content, at, Math.min(cut, content.length - at));
        }
    }

    /** By hand, for JDK's own stream accepts many members: there is one, and its trailer is right. */
    private static void assertOneMember(byte[] content, byte[] gzip) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(gzip, 10, gzip.length - 10);
            byte[] found = new byte[content.length + 1];
            int length = 0;
            while (!inflater.finished()) {
                length += inflater.inflate(found, length, found.length - length);
                assertFalse(inflater.needsInput() && !inflater.finished());
            }
            assertArrayEquals(content, Arrays.copyOf(found, length));
            assertEquals(8, inflater.getRemaining());
        } finally {
            inflater.end();
        }
        CRC32 crc = new CRC32();
        crc.update(content);
        byte[] trailer = new byte[8];
        for (int i = 0; i < 4; i++) {
            trailer[i] = (byte) (crc.getValue() >>> (8 * i));
            trailer[4 + i] = (byte) (content.length >>> (8 * i));
        }
        assertArrayEquals(trailer, Arrays.copyOfRange(gzip, gzip.length - 8, gzip.length));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 100, GzipBlock.SIZE - 1, GzipBlock.SIZE, GzipBlock.SIZE + 1, 2 * GzipBlock.SIZE, 3_000_000})
    @DisplayName("S4.7 gzip on many threads: one member, the same bytes for any number of threads and any cuts")
    void gzipIsTheSameOnAnyNumberOfThreads(int size) throws Exception {
        byte[] content = content(size);
        byte[] one = gzip(content, 6, 1, 1 << 20);
        assertOneMember(content, one);
        assertArrayEquals(one, gzip(content, 6, 2, 1 << 20));
        assertArrayEquals(one, gzip(content, 6, 7, 100_003));
        assertArrayEquals(one, gzip(content, 6, 3, Math.max(1, size / 3000)));
        assertArrayEquals(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff}, Arrays.copyOf(one, 10));
        assertNoThreads();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 9})
    void everyLevelHoldsWhatCannotBeCompressed(int level) throws Exception {
        byte[] noise = new byte[2_000_000];
        new Random(level).nextBytes(noise);
        assertOneMember(noise, gzip(noise, level, 2, 50_000));
        byte[] text = content(2_000_000);
        assertOneMember(text, gzip(text, level, 2, 50_000));
    }

    @Test
    void gzipCompressesAsWellAsGzip() throws IOException {
        Requires.program("gzip");
        byte[] content = content(4_000_000);
        Path file = temporary.resolve("f");
        Files.write(file, content);
        long theirs = Long.parseLong(Shell.script("gzip -6 < $1 | wc -c", file).strip());
        byte[] ours = gzip(content, 6, 2, 1 << 16);
        assertTrue(ours.length < theirs * 1.02, () -> ours.length + " bytes, gzip " + theirs);
        Files.write(file, ours);
        assertEquals("same\n", Shell.script("gzip -t < $1 && echo same", file));
    }

    @Test
    @DisplayName("S4.7 zstd is the same for any number of workers")
    void zstdIsTheSameOnAnyNumberOfWorkers() throws IOException {
        // More than one of zstd's own parts, which are 8 MiB at this level.
        byte[] content = content(30_000_000);
        byte[] one = zstd(content, 3, 1, 1 << 20);
        assertArrayEquals(one, zstd(content, 3, 2, 1 << 20));
        assertArrayEquals(one, zstd(content, 3, 4, 77_777));
        try (ZstdInputStreamNoFinalizer in = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(one))) {
            assertArrayEquals(content, in.readAllBytes());
        }
        Requires.program("zstd");
        Path file = temporary.resolve("f");
        Files.write(file, one);
        assertTrue(Shell.run("zstd", "-lv", file.toString()).contains("XXH64"));
        Shell.run("zstd", "-tq", file.toString());
    }

    @Test
    void aFailureBelowLeavesNoThreadAndNoEnd() throws IOException {
        for (int limit : new int[] {0, 5, 100_000, 700_000}) {
            Failing below = new Failing(limit);
            OutputStream out = new GzipOutput(below, 6, 3);
            byte[] noise = new byte[3_000_000];
            new Random(limit).nextBytes(noise);
            assertThrows(IOException.class, () -> write(out, noise, 10_000));
            assertThrows(IOException.class, () -> out.write(1));
            below.left = Integer.MAX_VALUE;
            long before = below.written;
            out.close();
            out.close();
            // What is half must not look whole: no trailer.
            assertEquals(before, below.written);
            assertEquals(1, below.closed);
            assertNoThreads();
        }
    }

    @Test
    void aFailureAtTheEndLeavesNoThread() throws IOException {
        OutputStream out = new GzipOutput(new Failing(0), 6, 3);
        out.write(new byte[600_000]);
        assertThrows(IOException.class, out::close);
        assertNoThreads();
    }

    @Test
    void anInterruptEndsIt() throws IOException {
        OutputStream out = new GzipOutput(new ByteArrayOutputStream(), 9, 1);
        Thread.currentThread().interrupt();
        assertThrows(IOException.class, () -> write(out, content(4_000_000), 10_000));
        assertTrue(Thread.currentThread().isInterrupted());
        out.close();
        assertTrue(Thread.interrupted());
        assertNoThreads();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 10, 20})
    void levelsThatDoNotExist(int level) {
        assertThrows(AtollException.class, () -> new LayerFormat.Gzip(level));
        if (level != 10) {
            assertThrows(AtollException.class, () -> new LayerFormat.Zstd(level));
        }
    }

    /** A thread that has ended its work may still be seen for a moment. */
    private static void assertNoThreads() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("atoll-gzip-")) {
                try {
                    assertTrue(thread.join(Duration.ofSeconds(10)), thread.getName());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** Takes so many bytes. */
    private static final class Failing extends OutputStream {
        private int left;
        private long written;
        private int closed;

        Failing(int limit) {
            left = limit;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > left) {
                throw new IOException("full");
            }
            left -= length;
            written += length;
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
