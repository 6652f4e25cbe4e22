package io.atoll.runtime.internal.device;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.runtime.Devices;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The devices this machine has. Their numbers are looked up each time: they change with what is plugged in. */
public final class HostDevices {
    /** Of these a container has its own. */
    private static final Set<String> OWN = Set.of("pts", "shm", "mqueue", "fd", "console", "ptmx");

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NODES = 10_000;
    private static final byte[] ITSELF = new byte[0];

    private final Syscalls syscalls;
    private final Path dev;

    /** @param dev {@code /dev} */
    public HostDevices(Syscalls syscalls, Path dev) {
        this.syscalls = syscalls;
        this.dev = dev;
    }

    /** Every device file below {@code /dev} that is not a container's own. */
    List<DeviceNode> all() {
        List<DeviceNode> nodes = new ArrayList<>();
        for (Path child : children(dev)) {
            if (!OWN.contains(String.valueOf(child.getFileName()))) {
                walk(child, "/dev/" + child.getFileName(), 1, nodes);
            }
        }
        return nodes;
    }

    /**
     * What a mapping is now: one device, or those in a directory.
     *
     * @throws AtollException INVALID if there is none
     */
    public List<DeviceNode> find(Devices.Mapping mapping) {
        Path source = Path.of(mapping.source());
        FileStatus status = status(source, true);
        if (status == null) {
            throw invalid(mapping, "there is no such file on this machine");
        }
        List<DeviceNode> nodes = new ArrayList<>();
        if (status.isDirectory()) {
            children(source).forEach(child -> walk(child, mapping.target() + "/" + child.getFileName(), 1, nodes));
        } else {
            node(mapping.target(), status).ifPresent(nodes::add);
        }
        if (nodes.isEmpty()) {
            throw invalid(mapping, status.isDirectory() ? "there is no device in it" : "it is not a device");
        }
        return nodes;
    }

    private void walk(Path path, String target, int depth, List<DeviceNode> nodes) {
        FileStatus status = status(path, false);
        if (status == null || nodes.size() >= MAX_NODES) {
            return;
        }
        if (status.isDirectory() && depth < MAX_DEPTH) {
            children(path).forEach(child -> walk(child, target + "/" + child.getFileName(), depth + 1, nodes));
        } else {
            node(target, status).ifPresent(nodes::add);
        }
    }

    private static Optional<DeviceNode> node(String target, FileStatus status) {
        int type = status.mode() & Syscalls.S_IFMT;
        if (status.isWhiteout() || (type != Syscalls.S_IFCHR && type != Syscalls.S_IFBLK)) {
            return Optional.empty();
        }
        return Optional.of(new DeviceNode(
                target,
                type == Syscalls.S_IFCHR ? 'c' : 'b',
                major(status.rdev()),
                minor(status.rdev()),
                status.mode() & 0777,
                status.uid(),
                status.gid()));
    }

    /** The reverse of {@link Syscalls#makedev}. */
    private static long major(long device) {
        return ((device >>> 32) & 0xfffff000L) | ((device >>> 8) & 0xfffL);
    }

    private static long minor(long device) {
        return ((device >>> 12) & 0xffffff00L) | (device & 0xffL);
    }

    /** What vanished while it was looked at is not there. */
    private @Nullable FileStatus status(Path path, boolean follow) {
        try {
            int place =
                    syscalls.open(path, Syscalls.O_PATH | Syscalls.O_CLOEXEC | (follow ? 0 : Syscalls.O_NOFOLLOW), 0);
            try {
                return syscalls.statat(place, ITSELF);
            } finally {
                syscalls.close(place);
            }
        } catch (KernelException e) {
            return null;
        }
    }

    private static List<Path> children(Path directory) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (IOException | DirectoryIteratorException e) {
            // What cannot be listed has no devices for anybody.
        }
        children.sort(null);
        return children;
    }

    private static AtollException invalid(Devices.Mapping mapping, String why) {
        return new AtollException(ErrorCode.INVALID, "cannot use the device '%s': %s".formatted(mapping.source(), why));
    }
}
