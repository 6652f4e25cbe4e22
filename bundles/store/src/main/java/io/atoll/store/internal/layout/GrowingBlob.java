package io.atoll.store.internal.layout;

import io.atoll.store.internal.disk.HashedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;

/**
 * A blob that one thread writes while another one reads it, out of the file it grows in: whoever writes never waits for whoever reads, and what waits between them
 * is in the kernel's memory, not in the engine's. The reader waits for what has not come; the end it finds only when all of it was verified.
 */
public final class GrowingBlob implements AutoCloseable {
    private final BlobFileWriter writer;
    private final HashedFile file;
    private final Object changed = new Object();
    private long readable;
    private boolean verified;
    private boolean abandoned;

    GrowingBlob(BlobFileWriter writer, HashedFile file) {
        this.writer = writer;
        this.file = file;
    }

    /** As {@link io.atoll.api.store.BlobWriter#write}. */
    public void write(ByteBuffer bytes) {
        writer.write(bytes);
        long written = file.written();
        synchronized (changed) {
            if (written > readable) {
                readable = written;
                changed.notifyAll();
            }
        }
    }

    /** Ends the content, and compares digest and size: CORRUPT. */
    public void verify() {
        writer.verify();
        synchronized (changed) {
            readable = file.written();
            verified = true;
            changed.notifyAll();
        }
    }

    /** Makes it durable and visible, once it is verified. */
    public void publish() {
        writer.publish();
    }

    public boolean isPublished() {
        return file.isClosed();
    }

    /** Whoever reads it fails from now on. */
    public void abandon() {
        synchronized (changed) {
            abandoned = true;
            changed.notifyAll();
        }
    }

    /** What comes, from the beginning. */
    public InputStream open() throws IOException {
        return new Reader(Files.newInputStream(file.path()));
    }

    @Override
    public void close() {
        abandon();
        writer.close();
    }

    /** @return where what can be read ends; the same as the position at the end of all */
    private long awaitMoreThan(long position) throws IOException {
        synchronized (changed) {
            while (readable == position && !verified && !abandoned) {
                try {
                    changed.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted");
                }
            }
            if (abandoned) {
                throw new IOException("the download was given up");
            }
            return readable;
        }
    }

    private final class Reader extends InputStream {
        private final InputStream in;
        private long position;

        Reader(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            long end = awaitMoreThan(position);
            int most = (int) Math.min(length, end - position);
            int count = most == 0 ? -1 : in.read(target, offset, most);
            if (count > 0) {
                position += count;
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
