package io.atoll.fuzz;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A file, directory, link or device of a {@link MemoryFileSystem}. Of data only the length is kept. */
final class MemoryFile {
    final int type;
    final long device;
    /** Of a symbolic link. */
    final String target;
    /** Of a directory. */
    final Map<String, MemoryFile> children = new TreeMap<>();

    final Map<String, Integer> xattrs = new TreeMap<>();
    int mode;
    int uid;
    int gid;
    long size;
    long seconds;
    int nanoseconds;
    int links;
    /** Null for a root and for what is no directory. */
    @Nullable
    MemoryFile parent;

    MemoryFile(int type, int mode, long device, String target) {
        this.type = type;
        this.mode = mode;
        this.device = device;
        this.target = target;
    }

    boolean isDirectory() {
        return type == Syscalls.S_IFDIR;
    }

    boolean isLink() {
        return type == Syscalls.S_IFLNK;
    }

    /** As {@code /proc/self/fd} shows a directory's. */
    String path() {
        MemoryFile above = parent;
        if (above == null) {
            return MemoryFileSystem.TREE.toString();
        }
        return above.children.entrySet().stream()
                .filter(child -> child.getValue() == this)
                .map(child -> above.path() + "/" + child.getKey())
                .findFirst()
                .orElse("/gone");
    }

    FileStatus status() {
        return new FileStatus(type | mode, uid, gid, size, 1, 1, links, device, 0, seconds, nanoseconds);
    }

    /** This and all below it, one on a line. */
    void describe(String path, StringBuilder out) {
        out.append("%s %o %o %d %s %d:%d %d %d.%d %d %s%n"
                .formatted(path, type, mode, device, target, uid, gid, size, seconds, nanoseconds, links, xattrs));
        children.forEach((name, child) -> child.describe(path + "/" + name, out));
    }

    static String text(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
