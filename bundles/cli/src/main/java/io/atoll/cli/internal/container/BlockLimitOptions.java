package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources.BlockLimit;
import io.atoll.api.runtime.Resources.BlockLimit.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that limit the use of single disks. */
public final class BlockLimitOptions {
    private static final int TYPE = 0170000;
    private static final int BLOCK = 0060000;

    @Option(
            names = "--device-read-bps",
            paramLabel = "DEVICE:RATE",
            description = "Bytes a second read from a disk at most: /dev/sda:1mb.")
    private List<String> readBytes = List.of();

    @Option(
            names = "--device-write-bps",
            paramLabel = "DEVICE:RATE",
            description = "Bytes a second written to a disk at most.")
    private List<String> writeBytes = List.of();

    @Option(
            names = "--device-read-iops",
            paramLabel = "DEVICE:RATE",
            description = "Reads a second from a disk at most.")
    private List<String> readOperations = List.of();

    @Option(
            names = "--device-write-iops",
            paramLabel = "DEVICE:RATE",
            description = "Writes a second to a disk at most.")
    private List<String> writeOperations = List.of();

    @Option(
            names = "--blkio-weight-device",
            paramLabel = "DEVICE:WEIGHT",
            description = "Its weight at one disk: 10 to 1000.")
    private List<String> weights = List.of();

    /** @throws AtollException INVALID if one is no disk, or no number */
    List<BlockLimit> limits() {
        List<BlockLimit> limits = new ArrayList<>();
        add(limits, Kind.READ_BYTES, "--device-read-bps", readBytes);
        add(limits, Kind.WRITE_BYTES, "--device-write-bps", writeBytes);
        add(limits, Kind.READ_OPERATIONS, "--device-read-iops", readOperations);
        add(limits, Kind.WRITE_OPERATIONS, "--device-write-iops", writeOperations);
        add(limits, Kind.WEIGHT, "--blkio-weight-device", weights);
        return limits;
    }

    private static void add(List<BlockLimit> limits, Kind kind, String flag, List<String> texts) {
        for (String text : texts) {
            int colon = text.lastIndexOf(':');
            if (colon < 1) {
                throw invalid(flag, text, "expected for example /dev/sda:1000", null);
            }
            String value = text.substring(colon + 1);
            boolean bytes = kind == Kind.READ_BYTES || kind == Kind.WRITE_BYTES;
            if (!bytes && !value.matches("[0-9]{1,18}")) {
                throw invalid(flag, text, "'%s' is not a number".formatted(value), null);
            }
            Long number = Sizes.parse(flag, value);
            long device = device(flag, text, text.substring(0, colon));
            limits.add(new BlockLimit(kind, major(device), minor(device), number == null ? 0 : number));
        }
    }

    private static long device(String flag, String text, String path) {
        try {
            Path disk = Path.of(path);
            Object mode = Files.getAttribute(disk, "unix:mode");
            if (mode instanceof Integer bits
                    && (bits & TYPE) == BLOCK
                    && Files.getAttribute(disk, "unix:rdev") instanceof Long device) {
                return device;
            }
            throw invalid(flag, text, path + " is not a disk", null);
        } catch (IOException | InvalidPathException e) {
            throw invalid(flag, text, "cannot look at it: " + e, e);
        }
    }

    /** As the C library's. */
    private static long major(long device) {
        return (device >>> 32 & 0xfffff000L) | (device >>> 8 & 0xfff);
    }

    private static long minor(long device) {
        return (device >>> 12 & 0xffffff00L) | (device & 0xff);
    }

    private static AtollException invalid(String flag, String text, String why, @Nullable Throwable cause) {
        return new AtollException(ErrorCode.INVALID, "invalid value '%s' for %s: %s".formatted(text, flag, why), cause);
    }
}
