package io.atoll.runtime.internal.event;

import io.atoll.api.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Where events are kept: {@code events}, a line each, and {@code events.1}, which it becomes when it is full. So the newest are kept, half a
 * bound of them at least and a bound at most. Nothing is synced. For one thread at a time.
 */
final class EventFile {
    private final Path file;
    private final Path older;
    private final long bound;
    private boolean begun;

    /** @param bound of one of the two files, in bytes */
    EventFile(Path directory, long bound) {
        file = directory.resolve("events");
        older = directory.resolve("events.1");
        this.bound = bound;
    }

    void append(Collection<Event> events) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        if (!begun) {
            lines.write('\n'); // The last engine may have been killed in the middle of a line.
            begun = true;
        }
        for (Event event : events) {
            lines.writeBytes(EventJson.write(event));
            lines.write('\n');
        }
        long size = Files.exists(file) ? Files.size(file) : 0;
        if (size > 0 && size + lines.size() > bound) {
            Files.move(file, older, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.write(file, lines.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Those that are kept, oldest first. */
    List<Event> read() throws IOException {
        List<Event> events = new ArrayList<>();
        read(older, events);
        read(file, events);
        return events;
    }

    private static void read(Path from, List<Event> events) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(from);
        } catch (NoSuchFileException e) {
            return;
        }
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                if (i > start) {
                    readLine(Arrays.copyOfRange(bytes, start, i), events);
                }
                start = i + 1;
            }
        }
    }

    /** Half a line is what a full disk or a killed engine left; the others count. */
    private static void readLine(byte[] line, List<Event> events) {
        try {
            events.add(EventJson.read(line));
        } catch (RuntimeException e) {
            System.getLogger(EventFile.class.getName())
                    .log(System.Logger.Level.DEBUG, "an event that cannot be read", e);
        }
    }
}
