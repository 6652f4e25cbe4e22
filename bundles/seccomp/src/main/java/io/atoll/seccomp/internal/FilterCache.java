package io.atoll.seccomp.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Filters on disk: SHA-256 of the program, then the program. A file that is not exactly that is as good as none, so that nothing
 * needs to be synced, and what cannot be written is compiled again.
 */
final class FilterCache {
    private static final int CHECKSUM = 32;
    private static final int LARGEST = CHECKSUM + 4096 * Prologue.INSTRUCTION;

    private final Path directory;

    FilterCache(Path directory) {
        this.directory = directory;
    }

    Optional<byte[]> get(String key) {
        Path file = file(key);
        try {
            if (Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length <= CHECKSUM || (bytes.length - CHECKSUM) % Prologue.INSTRUCTION != 0) {
                return Optional.empty();
            }
            byte[] program = Arrays.copyOfRange(bytes, CHECKSUM, bytes.length);
            boolean whole = Arrays.equals(FilterKey.sha256().digest(program), Arrays.copyOfRange(bytes, 0, CHECKSUM));
            return whole ? Optional.of(program) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void put(String key, byte[] program) {
        try {
            Files.createDirectories(directory);
            Path temporary = Files.createTempFile(directory, key, ".tmp");
            try {
                byte[] checksum = FilterKey.sha256().digest(program);
                byte[] bytes = Arrays.copyOf(checksum, CHECKSUM + program.length);
                System.arraycopy(program, 0, bytes, CHECKSUM, program.length);
                Files.write(temporary, bytes);
                Files.move(temporary, file(key), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            // The disk is full or read-only: containers still start, only later.
        }
    }

    private Path file(String key) {
        return directory.resolve(key + ".bpf");
    }
}
