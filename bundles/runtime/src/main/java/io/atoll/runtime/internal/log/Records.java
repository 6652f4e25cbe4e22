package io.atoll.runtime.internal.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The records of a log, oldest first, over the ends of files. A file is read until it is no longer the one being written and has no more. */
final class Records implements AutoCloseable {
    private static final int BUFFER = 64 << 10;

    private final LogFiles files;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).flip();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Deque<LogFile> later = new ArrayDeque<>();
    private @Nullable LogFile file;

    /** @param begin those to read, oldest first, each at the position where to begin */
    Records(LogFiles files, Deque<LogFile> begin) {
        this.files = files;
        later.addAll(begin);
        file = later.poll();
    }

    /** The next record without its end; null if there is none yet: what there is of one is kept for the next time. */
    byte @Nullable [] next() throws IOException {
        while (true) {
            LogFile from = file;
            if (from == null) {
                if (!proceed(null)) {
                    return null;
                }
                continue;
            }
            if (readLine(from)) {
                return take();
            }
            if (later.isEmpty() && files.isCurrent(from)) {
                return null;
            }
            // What was written between the last look and its being put aside.
            if (readLine(from)) {
                return take();
            }
            if (!proceed(from)) {
                return null;
            }
        }
    }

    private byte[] take() {
        byte[] record = line.toByteArray();
        line.reset();
        return record;
    }

    /** Goes to the next file; false if there is none yet. */
    private boolean proceed(@Nullable LogFile from) throws IOException {
        if (later.isEmpty()) {
            later.addAll(files.newerThan(from));
        }
        if (later.isEmpty()) {
            return false;
        }
        if (from != null) {
            from.close();
        }
        line.reset(); // Half a record at the end of a file is what a full disk left.
        file = later.remove();
        return true;
    }

    private boolean readLine(LogFile from) throws IOException {
        while (true) {
            while (buffer.hasRemaining()) {
                byte b = buffer.get();
                if (b == '\n') {
                    return true;
                }
                line.write(b);
            }
            buffer.clear();
            int read = from.read(buffer);
            buffer.flip();
            if (read <= 0) {
                return false;
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
        for (LogFile other : later) {
            other.close();
        }
    }
}
