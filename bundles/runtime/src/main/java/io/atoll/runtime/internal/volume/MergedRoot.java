package io.atoll.runtime.internal.volume;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.storage.RootFs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container's root before anything is mounted: the directories an overlay would merge. Every step is one name in an open directory, and links are followed here, as if the
 * root were {@code /}, never by the kernel: none of the image leads out of it.
 */
final class MergedRoot implements AutoCloseable {
    private static final int DIRECTORY =
            Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW | Syscalls.O_CLOEXEC;
    private static final byte[] OPAQUE = "trusted.overlay.opaque".getBytes(StandardCharsets.US_ASCII);
    /** As the kernel's. */
    private static final int MOST_LINKS = 40;

    private static final int MOST_NAMES = 4096;

    private final Syscalls syscalls;
    private final List<Integer> opened = new ArrayList<>();
    private final List<Integer> roots = new ArrayList<>();

    MergedRoot(Syscalls syscalls, RootFs root) {
        this.syscalls = syscalls;
        try {
            for (Path directory : directories(root)) {
                roots.add(keep(syscalls.open(directory, DIRECTORY, 0)));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static List<Path> directories(RootFs root) {
        return switch (root) {
            case RootFs.Overlay overlay -> {
                List<Path> all = new ArrayList<>(List.of(overlay.upper()));
                all.addAll(overlay.lowers());
                yield all;
            }
            case RootFs.Directory directory -> List.of(directory.path());
        };
    }

    /**
     * The directories that make up one of the container's, the topmost first, open as long as this is.
     *
     * @param path absolute
     * @return empty if there is no such directory
     */
    List<Integer> directory(String path) {
        Deque<byte[]> names = new ArrayDeque<>();
        push(names, path.getBytes(StandardCharsets.UTF_8));
        Deque<List<Integer>> branch = new ArrayDeque<>(List.of(roots));
        int links = 0;
        for (int steps = 0; !names.isEmpty(); steps++) {
            byte[] name = names.pop();
            if (isParent(name)) {
                if (branch.size() > 1) {
                    branch.pop();
                }
                continue;
            }
            byte[] link = enter(branch, name);
            if (link != null) {
                if (++links > MOST_LINKS || steps > MOST_NAMES) {
                    return List.of();
                }
                if (link.length > 0 && link[0] == '/') {
                    branch.clear();
                    branch.push(roots);
                }
                push(names, link);
            } else if (branch.element().isEmpty()) {
                return List.of();
            }
        }
        return branch.element();
    }

    /** Goes down, to nothing if there is no such directory; or returns what the link of that name says. */
    private byte @Nullable [] enter(Deque<List<Integer>> branch, byte[] name) {
        List<Integer> found = new ArrayList<>();
        for (int directory : branch.element()) {
            FileStatus status = status(directory, name);
            if (status == null) {
                continue;
            }
            if (!status.isDirectory()) {
                if (found.isEmpty() && status.isSymbolicLink()) {
                    return syscalls.readlinkat(directory, name);
                }
                break; // A deletion, or a file: what is below does not show.
            }
            int child = keep(syscalls.openat(directory, name, DIRECTORY, 0));
            found.add(child);
            if (isOpaque(child)) {
                break;
            }
        }
        branch.push(found);
        return null;
    }

    private @Nullable FileStatus status(int directory, byte[] name) {
        try {
            return syscalls.statat(directory, name);
        } catch (KernelException e) {
            return switch (e.errno()) {
                case KernelException.ENOENT, KernelException.ENAMETOOLONG -> null;
                default -> throw e;
            };
        }
    }

    private boolean isOpaque(int directory) {
        return syscalls.flistxattr(directory).stream().anyMatch(name -> Arrays.equals(name, OPAQUE));
    }

    /** Puts the names of a path before those still to come. */
    private static void push(Deque<byte[]> names, byte[] path) {
        int end = path.length;
        while (end > 0) {
            int start = end;
            while (start > 0 && path[start - 1] != '/') {
                start--;
            }
            if (end - start > 1 || (end - start == 1 && path[start] != '.')) {
                names.push(Arrays.copyOfRange(path, start, end));
            }
            end = start - 1;
        }
    }

    private static boolean isParent(byte[] name) {
        return name.length == 2 && name[0] == '.' && name[1] == '.';
    }

    private int keep(int fd) {
        opened.add(fd);
        return fd;
    }

    @Override
    public void close() {
        opened.forEach(syscalls::close);
        opened.clear();
    }
}
