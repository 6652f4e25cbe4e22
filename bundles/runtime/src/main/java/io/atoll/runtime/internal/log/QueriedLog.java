package io.atoll.runtime.internal.log;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ContainerRuntime.LogEntry;
import io.atoll.api.runtime.ContainerRuntime.LogReader;
import io.atoll.api.runtime.LogQuery;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What somebody wants of a log. */
public final class QueriedLog implements LogReader {
    private static final long POLL_MILLIS = 50;

    private final LogFiles files;
    private final RecordFormat format;
    private final LogQuery query;
    private final BooleanSupplier over;
    private @Nullable Records records;

    /** @param over whether nothing more can come */
    public QueriedLog(LogFiles files, RecordFormat format, LogQuery query, BooleanSupplier over) {
        this.files = files;
        this.format = format;
        this.query = query;
        this.over = over;
    }

    @Override
    public @Nullable LogEntry next() throws InterruptedException {
        try {
            while (true) {
                // Asked before reading: what was written before the end is read after it.
                boolean last = !query.follow() || over.getAsBoolean() || isPast(Instant.now());
                LogEntry entry = read();
                if (entry != null) {
                    return isPast(time(entry)) ? null : entry;
                }
                if (last) {
                    return null;
                }
                Thread.sleep(pause());
            }
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.KERNEL, "cannot read the log %s: %s".formatted(files.current(), e.getMessage()), e);
        }
    }

    private @Nullable LogEntry read() throws IOException {
        Records from = records;
        if (from == null) {
            from = begin();
            records = from;
        }
        for (byte[] record = from.next(); record != null; record = from.next()) {
            LogEntry entry = format.parse(record);
            if (query.since() == null || !time(entry).isBefore(query.since())) {
                return entry;
            }
        }
        return null;
    }

    private Records begin() throws IOException {
        Deque<LogFile> open = files.open();
        if (query.tail() >= 0) {
            Tail.seek(open, format, query.tail());
        }
        return new Records(files, open);
    }

    private boolean isPast(Instant time) {
        return query.until() != null && time.isAfter(query.until());
    }

    private long pause() {
        return query.until() == null
                ? POLL_MILLIS
                : Math.clamp(Duration.between(Instant.now(), query.until()).toMillis() + 1, 1, POLL_MILLIS);
    }

    private Instant time(LogEntry entry) throws IOException {
        if (query.since() == null && query.until() == null) {
            return Instant.MIN;
        }
        try {
            return Instant.parse(entry.time());
        } catch (DateTimeException e) {
            throw new IOException("a record has no time", e);
        }
    }

    @Override
    public void close() {
        Records from = records;
        if (from != null) {
            try {
                from.close();
            } catch (IOException e) {
                throw new AtollException(
                        ErrorCode.KERNEL, "cannot close the log %s: %s".formatted(files.current(), e.getMessage()), e);
            }
        }
    }
}
