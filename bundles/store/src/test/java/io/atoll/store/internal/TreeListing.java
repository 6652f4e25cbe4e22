package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.testing.TestImages;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Everything of a tree that can be compared, a line for each file, sorted: names are bytes, hard links are told by their first name. */
final class TreeListing {
    private final Syscalls syscalls;
    private final Predicate<String> attributes;
    private final boolean directoryTimes;
    private final Map<String, String> lines = new TreeMap<>();
    private final Map<String, List<String>> links = new HashMap<>();

    private TreeListing(Syscalls syscalls, Predicate<String> attributes, boolean directoryTimes) {
        this.syscalls = syscalls;
        this.attributes = attributes;
        this.directoryTimes = directoryTimes;
    }

    /** All but the overlay's own attributes. */
    static String of(Syscalls syscalls, Path tree) {
        return of(syscalls, tree, name -> !name.contains(".overlay."), true);
    }

    static String of(Syscalls syscalls, Path tree, Predicate<String> attributes, boolean directoryTimes) {
        TreeListing listing = new TreeListing(syscalls, attributes, directoryTimes);
        int fd = syscalls.open(tree, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
        try {
            listing.file(fd, new byte[0], ".", syscalls.statat(fd, new byte[0]));
            listing.directory(fd, "");
        } finally {
            syscalls.close(fd);
        }
        listing.links.values().forEach(names -> {
            String first = names.stream().sorted().findFirst().orElseThrow();
            names.forEach(
                    name -> listing.lines.merge(name, names.size() > 1 ? " same as " + first : "", String::concat));
        });
        StringBuilder text = new StringBuilder();
        listing.lines.forEach((name, line) -> text.append(name).append(line).append('\n'));
        return text.toString();
    }

    /** Fails with the lines that differ. */
    static void assertSame(String expected, String actual) {
        Set<String> left = new TreeSet<>(expected.lines().toList());
        Set<String> right = new TreeSet<>(actual.lines().toList());
        Set<String> missing = new TreeSet<>(left);
        missing.removeAll(right);
        right.removeAll(left);
        assertEquals(String.join("\n", missing), String.join("\n", right));
    }

    private void directory(int fd, String path) {
        for (byte[] name : syscalls.list(fd)) {
            FileStatus status = syscalls.statat(fd, name);
            String its = path + "/" + escaped(name);
            file(fd, name, its, status);
            if (status.isDirectory()) {
                int child = syscalls.openat(fd, name, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
                try {
                    directory(child, its);
                } finally {
                    syscalls.close(child);
                }
            } else {
                links.computeIfAbsent(status.device() + ":" + status.inode(), key -> new ArrayList<>())
                        .add(its);
            }
        }
    }

    private void file(int parent, byte[] name, String path, FileStatus status) {
        StringBuilder line = new StringBuilder(" %o %d:%d".formatted(status.mode(), status.uid(), status.gid()));
        if (!status.isDirectory() || directoryTimes) {
            line.append(" %d.%09d".formatted(status.mtimeSeconds(), status.mtimeNanoseconds()));
        }
        if (status.isSymbolicLink()) {
            line.append(" -> ").append(escaped(syscalls.readlinkat(parent, name)));
        } else if (status.isRegular()) {
            line.append(" ").append(status.size()).append(" ").append(content(parent, name));
        } else if (!status.isDirectory()) {
            line.append(" device ").append(status.rdev());
        }
        try {
            Map<String, String> values = new TreeMap<>();
            for (byte[] attribute : syscalls.listxattrat(parent, name)) {
                String text = new String(attribute, StandardCharsets.ISO_8859_1);
                if (attributes.test(text)) {
                    values.put(text, HexFormat.of().formatHex(syscalls.getxattrat(parent, name, attribute)));
                }
            }
            line.append(" ").append(values);
        } catch (KernelException e) {
            if (e.errno() != KernelException.EOPNOTSUPP) {
                throw e;
            }
        }
        lines.put(path, line.toString());
    }

    private String content(int parent, byte[] name) {
        int fd = syscalls.openat(parent, name, Syscalls.O_RDONLY | Syscalls.O_NOFOLLOW, 0);
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[64 << 10];
            for (int read = syscalls.read(fd, buffer, 0, buffer.length);
                    read > 0;
                    read = syscalls.read(fd, buffer, 0, buffer.length)) {
                bytes.write(buffer, 0, read);
            }
            return TestImages.sha256(bytes.toByteArray()).shortHex();
        } finally {
            syscalls.close(fd);
        }
    }

    private static String escaped(byte[] name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name) {
            text.append(b > ' ' && b < 0x7f ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff));
        }
        return text.toString();
    }
}
