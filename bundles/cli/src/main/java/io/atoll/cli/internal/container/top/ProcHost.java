package io.atoll.cli.internal.container.top;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** This machine, now. */
record ProcHost(Map<String, String> users, Instant boot, Instant now) implements Column.Host {
    static ProcHost read(Path proc, Path passwd) {
        Map<String, String> users = new HashMap<>();
        for (String line : lines(passwd)) {
            String[] fields = line.split(":");
            if (fields.length > 2) {
                users.putIfAbsent(fields[2], fields[0]);
            }
        }
        Instant boot = lines(proc.resolve("stat")).stream()
                .filter(line -> line.matches("btime [0-9]{1,15}"))
                .map(line -> Instant.ofEpochSecond(Long.parseLong(line.substring("btime ".length()))))
                .findFirst()
                .orElse(Instant.EPOCH);
        return new ProcHost(users, boot, Instant.now());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of(); // Numbers then.
        }
    }

    @Override
    public String user(String uid) {
        return Optional.ofNullable(users.get(uid)).orElse(uid);
    }
}
