package io.atoll.cli.internal.container.top;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A process as {@code /proc} shows it (proc_pid_stat(5), proc_pid_status(5)). What it says of itself, its name and arguments, is not to be
 * trusted on a terminal.
 *
 * @param fields of {@code stat} behind the name: the state is the first
 * @param arguments separated by blanks; the name in brackets for a process without any
 * @param innerPid in the innermost pid namespace it is in
 */
record HostProcess(
        long pid, String name, List<String> fields, Map<String, String> status, String arguments, long innerPid) {
    private static final int MOST_ARGUMENTS = 4096;

    /** Clock ticks a second: what the kernel tells programs, on every architecture Atoll runs on. */
    private static final long TICKS = 100;

    private static final int PTS_MAJOR = 136;
    private static final int PTS_MAJORS = 8;

    /** Empty if it has just ended. */
    static Optional<HostProcess> read(Path proc, long pid) {
        Path directory = proc.resolve(Long.toString(pid));
        try {
            String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
            int close = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, close);
            Map<String, String> status =
                    Files.readAllLines(directory.resolve("status"), StandardCharsets.ISO_8859_1).stream()
                            .filter(line -> line.indexOf(':') > 0)
                            .collect(Collectors.toMap(
                                    line -> line.substring(0, line.indexOf(':')),
                                    line -> line.substring(line.indexOf(':') + 1)
                                            .strip(),
                                    (first, second) -> first));
            String[] inner = status.getOrDefault("NSpid", Long.toString(pid)).split("\\s+");
            return Optional.of(new HostProcess(
                    pid,
                    name,
                    List.of(stat.substring(close + 2).strip().split(" ")),
                    status,
                    arguments(directory, name),
                    Long.parseLong(inner[inner.length - 1])));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String arguments(Path directory, String name) throws IOException {
        try (var in = Files.newInputStream(directory.resolve("cmdline"))) {
            String all = new String(in.readNBytes(MOST_ARGUMENTS), StandardCharsets.UTF_8);
            String text = all.replaceAll("\0+$", "").replace('\0', ' ');
            return text.isEmpty() ? "[" + name + "]" : text;
        }
    }

    String state() {
        return fields.getFirst();
    }

    long ppid() {
        return number(1);
    }

    long pgid() {
        return number(2);
    }

    String terminal() {
        long device = number(4);
        long major = (device >> 8) & 0xfff;
        long minor = (device & 0xff) | ((device >> 12) & 0xfff00);
        if (major >= PTS_MAJOR && major < PTS_MAJOR + PTS_MAJORS) {
            return "pts/" + (((major - PTS_MAJOR) << 20) + minor);
        }
        return device == 0 ? "?" : major == 4 ? "tty" + minor : major + ":" + minor;
    }

    /** Processor time. */
    Duration time() {
        return Duration.ofMillis((number(11) + number(12)) * 1000 / TICKS);
    }

    long nice() {
        return number(16);
    }

    Instant started(Instant boot) {
        return boot.plusMillis(number(19) * 1000 / TICKS);
    }

    /** Kibibytes. */
    long virtualSize() {
        return number(20) / 1024;
    }

    /** Kibibytes, as {@code status} has them. */
    String residentSize() {
        return status.getOrDefault("VmRSS", "0 kB").replace(" kB", "");
    }

    /** Effective. */
    String uid() {
        return id("Uid");
    }

    String gid() {
        return id("Gid");
    }

    private String id(String name) {
        String[] ids = status.getOrDefault(name, "0 0").split("\\s+");
        return ids[Math.min(1, ids.length - 1)];
    }

    private long number(int field) {
        return Long.parseLong(fields.get(field));
    }
}
