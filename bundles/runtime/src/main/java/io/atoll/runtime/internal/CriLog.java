package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ContainerRuntime.LogEntry;
import io.atoll.api.runtime.ContainerRuntime.LogReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log in the CRI format: {@code TIME STREAM F|P BYTES}, a line a record; {@code P} is a part of a line, whose end comes with
 * an {@code F}.
 */
final class CriLog implements LogReader {
    private static final int BUFFER = 64 << 10;
    private static final long POLL_MILLIS = 50;

    private final Path file;
    private final boolean follow;
    private final BooleanSupplier over;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable InputStream in;

    /** @param over whether nothing more can come */
    CriLog(Path file, boolean follow, BooleanSupplier over) {
        this.file = file;
        this.follow = follow;
        this.over = over;
    }

    @Override
    public @Nullable LogEntry next() throws InterruptedException {
        try {
            while (true) {
                // Asked before reading: what was written before the end is read after it.
                boolean last = !follow || over.getAsBoolean();
                if (readLine()) {
                    LogEntry entry = parse(line.toByteArray());
                    line.reset();
                    return entry;
                }
                if (last) {
                    return null;
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot read the log " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether a whole line was read; what there is of one is kept for the next time. */
    private boolean readLine() throws IOException {
        InputStream input = in;
        if (input == null) {
            try {
                input = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                in = input;
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        for (int b = input.read(); b >= 0; b = input.read()) {
            if (b == '\n') {
                return true;
            }
            line.write(b);
        }
        return false;
    }

    private LogEntry parse(byte[] record) throws IOException {
        int time = indexOf(record, 0);
        int stream = indexOf(record, time + 1);
        int tag = indexOf(record, stream + 1);
        if (time < 0 || stream < 0 || tag < 0) {
            throw new IOException("it is not in the CRI format");
        }
        boolean whole = record[stream + 1] == 'F';
        ByteBuffer bytes = ByteBuffer.allocate(record.length - tag - 1 + (whole ? 1 : 0));
        bytes.put(record, tag + 1, record.length - tag - 1);
        if (whole) {
            bytes.put((byte) '\n');
        }
        return new LogEntry(
                text(record, 0, time),
                text(record, time + 1, stream),
                bytes.flip().asReadOnlyBuffer());
    }

    private static String text(byte[] record, int from, int to) {
        return new String(record, from, to - from, StandardCharsets.US_ASCII);
    }

    private static int indexOf(byte[] record, int from) {
        for (int i = from; i < record.length; i++) {
            if (record[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        InputStream input = in;
        if (input != null) {
            try {
                input.close();
            } catch (IOException e) {
                throw new AtollException(ErrorCode.KERNEL, "cannot close the log " + file + ": " + e.getMessage(), e);
            }
        }
    }
}
