package io.atoll.runtime.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.ContainerRuntime.LogEntry;
import io.atoll.api.runtime.LogQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueriedLogTest {
    private static final String TIME = "2026-01-02T03:04:05.000000006Z";

    @TempDir
    Path temp;

    private static String text(@Nullable LogEntry entry) {
        return entry == null
                ? ""
                : StandardCharsets.ISO_8859_1.decode(entry.bytes()).toString();
    }

    private static QueriedLog reader(Path log, LogQuery query, BooleanSupplier over) {
        return new QueriedLog(new LogFiles(log, 3), RecordFormat.CRI, query, over);
    }

    @Test
    void partsAndLinesKeepTheirBytesAndStreams() throws Exception {
        Path log = temp.resolve("log");
        Files.write(
                log,
                (TIME + " stdout F one\n" + TIME + " stderr P tw\u00ff\u0000\n" + TIME + " stderr F o\n" + TIME
                                + " stdout F \n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        try (QueriedLog reader = reader(log, LogQuery.ALL, () -> true)) {
            LogEntry first = reader.next();
            assertEquals("one\n", text(first));
            assertEquals("stdout", first == null ? "" : first.stream());
            assertEquals(TIME, first == null ? "" : first.time());
            assertEquals("tw\u00ff\u0000", text(reader.next()));
            assertEquals("o\n", text(reader.next()));
            assertEquals("\n", text(reader.next()), "an empty line is a line");
            assertNull(reader.next());
        }
    }

    @Test
    void followingWaitsForTheEndOfALineAndOfTheContainer() throws Exception {
        Path log = temp.resolve("log");
        AtomicBoolean over = new AtomicBoolean();
        try (QueriedLog reader = reader(log, LogQuery.all(true), over::get)) {
            CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> {
                try {
                    return text(reader.next());
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Files.writeString(log, TIME + " stdout F ha");
            Files.writeString(log, "lf\n" + TIME + " stdout F last\n", StandardOpenOption.APPEND);
            assertEquals("half\n", line.get(10, TimeUnit.SECONDS));
            over.set(true);
            assertEquals("last\n", text(reader.next()), "what was written before the end is read");
            assertNull(reader.next());
        }
    }

    @Test
    void noLogIsAnEmptyLog() throws InterruptedException {
        try (QueriedLog reader = reader(temp.resolve("none"), LogQuery.ALL, () -> true)) {
            assertNull(reader.next());
        }
    }

    @Test
    void anotherFormatIsAnError() throws IOException {
        Path log = Files.writeString(temp.resolve("log"), "hello\n");
        try (QueriedLog reader = reader(log, LogQuery.ALL, () -> true)) {
            assertThrows(AtollException.class, reader::next);
        }
    }
}
