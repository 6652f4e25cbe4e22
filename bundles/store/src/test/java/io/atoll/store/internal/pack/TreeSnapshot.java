package io.atoll.store.internal.pack;

import io.atoll.api.image.Digest;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.testing.TestImages;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** All that a layer keeps of a tree, one line an entry: path, type, mode, owner, time, content, attributes, and which names are one file. */
final class TreeSnapshot {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;

    private final Syscalls syscalls;
    private final List<String> lines = new ArrayList<>();
    private final Map<Long, String> firstNames = new HashMap<>();

    private TreeSnapshot(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    static String of(Syscalls syscalls, Path tree) {
        TreeSnapshot snapshot = new TreeSnapshot(syscalls);
        int fd = syscalls.open(tree, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
        snapshot.directory(fd, "");
        return String.join("\n", snapshot.lines);
    }

    private void directory(int fd, String path) {
        try {
            FileStatus status = syscalls.statat(fd, new byte[0]);
            line(
                    path.isEmpty() ? "/" : path,
                    status,
                    "",
                    attributes(syscalls.flistxattr(fd), name -> syscalls.fgetxattr(fd, name)));
            List<byte[]> names = new ArrayList<>(syscalls.list(fd));
            names.sort(Arrays::compareUnsigned);
            for (byte[] name : names) {
                child(fd, name, path + new String(name, StandardCharsets.ISO_8859_1));
            }
        } finally {
            syscalls.close(fd);
        }
    }

    private void child(int parent, byte[] name, String path) {
        FileStatus status = syscalls.statat(parent, name);
        if (status.isDirectory()) {
            directory(syscalls.openat(parent, name, DIRECTORY, 0), path + "/");
            return;
        }
        String content = switch (status.mode() & Syscalls.S_IFMT) {
            case Syscalls.S_IFREG -> content(parent, name);
            case Syscalls.S_IFLNK -> "-> " + new String(syscalls.readlinkat(parent, name), StandardCharsets.ISO_8859_1);
            case Syscalls.S_IFCHR, Syscalls.S_IFBLK -> Long.toHexString(status.rdev());
            default -> "";
        };
        if (status.links() > 1) {
            String first = firstNames.putIfAbsent(status.inode(), path);
            content += first == null ? "" : " = " + first;
        }
        line(
                path,
                status,
                content,
                attributes(
                        syscalls.listxattrat(parent, name), attribute -> syscalls.getxattrat(parent, name, attribute)));
    }

    private void line(String path, FileStatus status, String content, String attributes) {
        lines.add("%s %o %s:%s %d.%09d %s%s"
                .formatted(
                        path,
                        status.mode(),
                        Integer.toUnsignedString(status.uid()),
                        Integer.toUnsignedString(status.gid()),
                        status.mtimeSeconds(),
                        status.mtimeNanoseconds(),
                        content,
                        attributes));
    }

    private String content(int parent, byte[] name) {
        int fd = syscalls.openat(parent, name, Syscalls.O_RDONLY, 0);
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 17];
            for (int count = 1; count > 0; ) {
                count = syscalls.read(fd, buffer, 0, buffer.length);
                all.write(buffer, 0, count);
            }
            Digest digest = TestImages.sha256(all.toByteArray());
            return all.size() + " " + digest.shortHex();
        } finally {
            syscalls.close(fd);
        }
    }

    private static String attributes(List<byte[]> names, Reader reader) {
        List<String> all = new ArrayList<>();
        for (byte[] name : names) {
            try {
                all.add(" " + new String(name, StandardCharsets.ISO_8859_1) + "="
                        + HexFormat.of().formatHex(reader.read(name)));
            } catch (KernelException e) {
                all.add(" " + new String(name, StandardCharsets.ISO_8859_1) + "?" + e.errno());
            }
        }
        all.sort(null);
        return String.join("", all);
    }

    private interface Reader {
        byte[] read(byte[] name);
    }
}
