package io.atoll.runtime.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.ContainerRuntime.LogEntry;
import io.atoll.api.runtime.LogQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private static String time(int second) {
        return "2026-01-02T03:04:%02d.000000006Z".formatted(second);
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> time(i) + " stdout F line " + i + "\n")
                .collect(Collectors.joining());
    }

    private static String all(QueriedLog reader) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        try (reader) {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                text.append(text(entry).replace("line ", "").replace('\n', ' '));
            }
        }
        return text.toString().strip();
    }

    @Test
    void severalFilesAreOneLog() throws Exception {
        Path log = temp.resolve("log");
        Files.writeString(temp.resolve("log.2"), lines(0, 3));
        Files.writeString(temp.resolve("log.1"), lines(3, 5));
        Files.writeString(log, lines(5, 7));
        assertEquals("0 1 2 3 4 5 6", all(reader(log, LogQuery.ALL, () -> true)));
        for (int n = 0; n < 9; n++) {
            String expected = IntStream.range(Math.max(0, 7 - n), 7)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" "));
            assertEquals(expected, all(reader(log, new LogQuery(false, null, null, n), () -> true)), "tail " + n);
        }
        Instant second = Instant.parse(time(2));
        assertEquals("2 3 4", all(reader(log, new LogQuery(false, second, second.plusSeconds(2), -1), () -> true)));
        assertEquals("6", all(reader(log, new LogQuery(false, second, null, 1), () -> true)));
    }

    @Test
    void theEndOfALargeLogWithPartsOfLines() throws Exception {
        Path log = temp.resolve("log");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4000; i++) {
            String part = "x".repeat(i % 97);
            text.append(TIME + " stdout P " + part + "\n" + TIME + " stdout F " + i + "\n");
        }
        Files.writeString(log, text + TIME + " stdout P open\n" + TIME + " stdo");
        assertEquals(
                "x".repeat(3999 % 97) + "3999 open", all(reader(log, new LogQuery(false, null, null, 2), () -> true)));
        assertTrue(all(reader(log, new LogQuery(false, null, null, 3001), () -> true))
                .startsWith("x".repeat(1000 % 97) + "1000 "));
    }

    /** What the monitor does (native/monitor/log_rotate.c). */
    private static void rotate(Path log) throws IOException {
        Path before = log.resolveSibling("log.1");
        Path fresh = Files.createFile(log.resolveSibling("log.new"));
        if (Files.exists(before)) {
            Files.move(before, log.resolveSibling("log.2"), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.createLink(before, log);
        Files.move(fresh, log, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void followingAcrossRotationsMissesNothingAndTellsNothingTwice() throws Exception {
        Path log = temp.resolve("log");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger read = new AtomicInteger();
        int most = 600;
        Files.createFile(log);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < most; i++) {
                    if (i % 10 == 9) {
                        rotate(log);
                    }
                    // Two files may be put aside before a record falls out: the reader must be near.
                    while (i - read.get() > 15) {
                        Thread.onSpinWait();
                    }
                    Files.writeString(log, TIME + " stdout F " + i + "\n", StandardOpenOption.APPEND);
                }
                over.set(true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (QueriedLog reader = reader(log, LogQuery.all(true), over::get)) {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                assertEquals(read.getAndIncrement() + "\n", text(entry));
            }
        }
        writer.get(10, TimeUnit.SECONDS);
        assertEquals(most, read.get());
    }

    @Test
    void dockersFormat() throws Exception {
        Path log = temp.resolve("log");
        Files.writeString(log, """
                {"log":"a \\u003cb\\u003e\\n","stream":"stdout","time":"%s"}
                {"log":"grü\\ufffd","stream":"stderr","time":"%s"}
                """.formatted(time(1), time(2)));
        QueriedLog reader = new QueriedLog(new LogFiles(log, 1), RecordFormat.JSON, LogQuery.ALL, () -> true);
        LogEntry first = reader.next();
        assertEquals("a <b>\n", text(first));
        assertEquals(time(1), first == null ? "" : first.time());
        LogEntry second = reader.next();
        assertEquals("stderr", second == null ? "" : second.stream());
        assertNull(reader.next());
        reader.close();
    }
}
