package io.atoll.runtime.internal.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a group has used so far, as Docker counts it.
 *
 * @param cpuNanos processor time
 * @param memory without cached files that have not been used for a while
 * @param memoryLimit {@link Long#MAX_VALUE} for none
 * @param blockRead bytes
 * @param blockWritten bytes
 */
public record Usage(long cpuNanos, long memory, long memoryLimit, long blockRead, long blockWritten, long pids) {
    /** Of nothing. */
    public static final Usage NONE = new Usage(0, 0, Long.MAX_VALUE, 0, 0, 0);

    /** What is not counted here is 0. */
    public static Usage of(ControlGroup group) {
        long[] block = blockVersion1(group);
        if (block.length == 0) {
            block = blockVersion2(group);
        }
        long used = number(group, 0, "memory.usage_in_bytes", "memory.current");
        long inactive = Math.max(
                field(group, "memory.stat", "total_inactive_file"), field(group, "memory.stat", "inactive_file"));
        long cpu = number(group, -1, "cpuacct.usage");
        return new Usage(
                cpu >= 0 ? cpu : 1000 * field(group, "cpu.stat", "usage_usec"),
                inactive < used ? used - inactive : used,
                number(group, Long.MAX_VALUE, "memory.limit_in_bytes", "memory.max"),
                block[0],
                block[1],
                number(group, 0, "pids.current"));
    }

    /** {@code 8:0 Read 4096}, and a line {@code Total}. */
    private static long[] blockVersion1(ControlGroup group) {
        long[] sums = {0, 0};
        // Which of them counts depends on the disks' schedulers.
        for (String file : List.of(
                "blkio.throttle.io_service_bytes_recursive",
                "blkio.throttle.io_service_bytes",
                "blkio.io_service_bytes_recursive")) {
            if (group.file(file).isEmpty()) {
                continue;
            }
            for (String line : lines(group, file)) {
                String[] words = line.split(" ");
                if (words.length == 3 && (words[1].equals("Read") || words[1].equals("Write"))) {
                    sums[words[1].equals("Read") ? 0 : 1] += parse(words[2], 0);
                }
            }
            return sums;
        }
        return new long[0];
    }

    /** {@code 8:0 rbytes=1 wbytes=2 rios=…}. */
    private static long[] blockVersion2(ControlGroup group) {
        long[] sums = {0, 0};
        for (String line : lines(group, "io.stat")) {
            for (String word : line.split(" ")) {
                if (word.startsWith("rbytes=")) {
                    sums[0] += parse(word.substring(7), 0);
                } else if (word.startsWith("wbytes=")) {
                    sums[1] += parse(word.substring(7), 0);
                }
            }
        }
        return sums;
    }

    private static long number(ControlGroup group, long otherwise, String... files) {
        List<String> lines = lines(group, files);
        return lines.isEmpty() ? otherwise : parse(lines.getFirst(), otherwise);
    }

    private static long field(ControlGroup group, String file, String name) {
        for (String line : lines(group, file)) {
            if (line.startsWith(name) && line.startsWith(" ", name.length())) {
                return parse(line.substring(name.length() + 1), 0);
            }
        }
        return 0;
    }

    private static long parse(String text, long otherwise) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return otherwise; // "max"
        }
    }

    private static List<String> lines(ControlGroup group, String... files) {
        Path file = group.file(files).orElse(null);
        try {
            return file == null ? List.of() : Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // gone
        }
    }
}
