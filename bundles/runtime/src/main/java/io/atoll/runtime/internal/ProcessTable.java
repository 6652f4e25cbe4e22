package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** What {@code /proc} says of processes. */
final class ProcessTable {
    private final Path proc;

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /** Whether this very process is there (a zombie counts: its parent has yet to say how it ended). */
    boolean isAlive(long pid, long startTime) {
        try {
            // proc(5): the second field is in parentheses and may hold anything, so count from the last one.
            String stat =
                    Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[19]) == startTime;
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return false;
        }
    }

    /** The processes in the pid namespace of one, as this one numbers them; those of namespaces below are not among them. */
    List<Long> inNamespaceOf(long pid) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
            String namespace = namespace(proc.resolve(Long.toString(pid)));
            for (Path process : all) {
                if (!namespace.isEmpty() && namespace(process).equals(namespace)) {
                    found.add(Long.valueOf(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot list the processes in %s: %s".formatted(proc, e), e);
        }
        Collections.sort(found);
        return found;
    }

    private static String namespace(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/pid")).toString();
        } catch (IOException e) {
            return ""; // It has ended, or is somebody else's.
        }
    }

    /** How much memory this machine has, in bytes; 0 if it does not say. */
    long machineMemory() {
        try (Stream<String> lines = Files.lines(proc.resolve("meminfo"))) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** When this machine was started; the epoch if it does not say. */
    Instant bootTime() {
        try {
            return Files.readAllLines(proc.resolve("stat")).stream()
                    .filter(line -> line.startsWith("btime "))
                    .map(line -> Instant.ofEpochSecond(
                            Long.parseLong(line.substring(6).strip())))
                    .findFirst()
                    .orElse(Instant.EPOCH);
        } catch (IOException | NumberFormatException e) {
            return Instant.EPOCH;
        }
    }
}
