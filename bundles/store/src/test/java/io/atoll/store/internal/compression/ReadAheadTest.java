package io.atoll.store.internal.compression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Reading ahead in another thread")
@Timeout(60)
final class ReadAheadTest {
    private final Blocks memory = new Blocks();

    @AfterEach
    void noThreadIsLeft() {
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("atoll-read-ahead") && thread.isAlive()));
    }

    @Test
    @DisplayName("W35 reading and writing go on at once: it gives the same bytes, whatever their number")
    void same() throws IOException {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, Blocks.SIZE - 1, Blocks.SIZE, Blocks.SIZE + 1, 9 * Blocks.SIZE + 7}) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            ByteArrayOutputStream found = new ByteArrayOutputStream();
            try (InputStream in = new ReadAhead(new ByteArrayInputStream(data), memory)) {
                byte[] part = new byte[10_007];
                for (int count = in.read(part); count >= 0; count = in.read(part)) {
                    found.write(part, 0, count);
                }
                assertEquals(-1, in.read(), "the end stays");
            }
            assertArrayEquals(data, found.toByteArray());
        }
    }

    @Test
    @DisplayName("gives all that was read before an error, then the error itself, again and again")
    void error() throws IOException {
        for (Throwable error : new Throwable[] {
            new IOException("of the disk"), new IllegalStateException("of us"), new StackOverflowError("of the JVM")
        }) {
            int length = Blocks.SIZE + 77;
            Closed source =
                    new Closed(new SequenceInputStream(new ByteArrayInputStream(new byte[length]), new Failing(error)));
            try (InputStream in = new ReadAhead(source, memory)) {
                assertEquals(length, in.readNBytes(length).length);
                assertSame(error, assertThrows(error.getClass(), in::read));
                assertSame(error, assertThrows(error.getClass(), in::read));
            }
            assertTrue(source.closed);
        }
    }

    @Test
    @DisplayName("ends with its reader, who may stop at any point, however much there is")
    void abandoned() throws IOException {
        for (int taken : new int[] {0, 1, Blocks.SIZE, 5 * Blocks.SIZE}) {
            Closed source = new Closed(new Endless());
            try (InputStream in = new ReadAhead(source, memory)) {
                assertEquals(taken, in.readNBytes(taken).length);
            }
            assertTrue(source.closed);
        }
    }

    @Test
    @DisplayName("is bounded: what nobody reads is not read ahead for ever")
    void bounded() throws IOException, InterruptedException {
        Endless source = new Endless();
        try (InputStream in = new ReadAhead(source, memory)) {
            assertEquals(0, in.read());
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                while (thread.getName().equals("atoll-read-ahead") && thread.getState() != Thread.State.WAITING) {
                    Thread.sleep(5);
                }
            }
            assertTrue(source.count <= 6L * Blocks.SIZE, () -> source.count + " bytes ahead");
        }
    }

    @Test
    @DisplayName("lets its reader be interrupted, and stays interrupted while it closes")
    void interrupted() throws IOException, InterruptedException {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Closed source = new Closed(new InputStream() {
            @Override
            public int read() {
                read.countDown();
                boolean interrupted = false;
                while (go.getCount() > 0) {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                assertFalse(interrupted, "the thread that reads is never interrupted: that would close its file");
                return -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return read();
            }
        });
        ReadAhead in = new ReadAhead(source, memory);
        read.await();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, in::read);
        assertTrue(Thread.interrupted(), "still interrupted");
        Thread.currentThread().interrupt();
        go.countDown();
        in.close();
        assertTrue(Thread.interrupted(), "still interrupted");
        assertTrue(source.closed);
    }

    private static final class Failing extends InputStream {
        private final Throwable error;

        Failing(Throwable error) {
            this.error = error;
        }

        @Override
        public int read() throws IOException {
            switch (error) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                default -> throw (Error) error;
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }
    }

    private static final class Endless extends InputStream {
        private volatile long count;

        @Override
        public int read() {
            return 0;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads
        public int read(byte[] target, int offset, int length) {
            count += length;
            return length;
        }
    }

    private static final class Closed extends java.io.FilterInputStream {
        private boolean closed;

        Closed(InputStream in) {
            super(in);
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }
}
