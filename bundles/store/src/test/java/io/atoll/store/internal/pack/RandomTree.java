package io.atoll.store.internal.pack;

import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes trees of a seed: names of any bytes, every type, odd times, attributes, links. */
final class RandomTree {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;
    private static final int NEW = Syscalls.O_WRONLY | Syscalls.O_CREAT | Syscalls.O_EXCL;

    private final Syscalls syscalls;
    private final Random random;
    private final int root;
    /** Paths of what may get further names. */
    private final List<byte[]> linkable = new ArrayList<>();

    private RandomTree(Syscalls syscalls, Random random, int root) {
        this.syscalls = syscalls;
        this.random = random;
        this.root = root;
    }

    static void make(Syscalls syscalls, Path tree, long seed) {
        int root = syscalls.open(tree, DIRECTORY, 0);
        try {
            RandomTree maker = new RandomTree(syscalls, new Random(seed), root);
            maker.fill(root, "", 0);
        } finally {
            syscalls.close(root);
        }
    }

    private void fill(int directory, String path, int depth) {
        int count = 1 + random.nextInt(10);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            String name = name();
            if (!name.startsWith(".wh.") && !name.equals(".") && !name.equals("..") && names.add(name)) {
                make(directory, name, path + name, depth);
            }
        }
        syscalls.fchown(directory, id(), id());
        syscalls.fchmod(directory, 0700 | random.nextInt(010000));
        attributes(directory);
        time(directory, new byte[0]);
    }

    private void make(int directory, String text, String path, int depth) {
        byte[] name = bytes(text);
        int kind = random.nextInt(10);
        if (kind < 3 && depth < 5) {
            syscalls.mkdirat(directory, name, 0700);
            int fd = syscalls.openat(directory, name, DIRECTORY, 0);
            try {
                fill(fd, path + "/", depth + 1);
            } finally {
                syscalls.close(fd);
            }
            return;
        }
        switch (kind) {
            case 4 -> {
                if (!linkable.isEmpty()) {
                    syscalls.linkat(root, linkable.get(random.nextInt(linkable.size())), directory, name);
                    return;
                }
                file(directory, name);
            }
            case 5 -> {
                syscalls.symlinkat(bytes("x" + name() + "/" + name()), directory, name);
                syscalls.lchownat(directory, name, id(), id());
            }
            case 6 -> node(directory, name, Syscalls.S_IFIFO, 0);
            case 7 ->
                node(
                        directory,
                        name,
                        Syscalls.S_IFCHR,
                        Syscalls.makedev(1 + random.nextInt(4095), random.nextInt(1 << 20)));
            default -> file(directory, name);
        }
        time(directory, name);
        linkable.add(bytes(path));
    }

    private void node(int directory, byte[] name, int type, long device) {
        syscalls.mknodat(directory, name, type | 0600, device);
        syscalls.lchownat(directory, name, id(), id());
        syscalls.fchmodat(directory, name, random.nextInt(010000));
    }

    private void file(int directory, byte[] name) {
        int fd = syscalls.openat(directory, name, NEW, 0600);
        try {
            byte[] content = new byte[random.nextInt(4) == 0 ? random.nextInt(400_000) : random.nextInt(2000)];
            random.nextBytes(content);
            syscalls.write(fd, content, 0, content.length);
            syscalls.fchown(fd, id(), id());
            syscalls.fchmod(fd, random.nextInt(010000));
            attributes(fd);
        } finally {
            syscalls.close(fd);
        }
    }

    private void attributes(int fd) {
        for (int i = random.nextInt(6); i > 3; i--) {
            byte[] value = new byte[random.nextInt(300)];
            random.nextBytes(value);
            String space = random.nextBoolean() ? "user." : "trusted.";
            syscalls.fsetxattr(fd, bytes(space + name().replace('=', '-').replace('%', '-')), value);
        }
    }

    private void time(int directory, byte[] name) {
        int nanoseconds = random.nextBoolean() ? 0 : random.nextInt(1_000_000_000);
        long seconds = random.nextInt(8) == 0 ? -random.nextInt() : random.nextLong(9_000_000_000L);
        syscalls.utimensat(directory, name, seconds, nanoseconds);
    }

    private int id() {
        return random.nextInt(3) == 0 ? random.nextInt() & 0x7fffffff : random.nextInt(3000);
    }

    private String name() {
        int length = 1 + (random.nextInt(6) == 0 ? random.nextInt(230) : random.nextInt(12));
        StringBuilder name = new StringBuilder();
        boolean any = random.nextInt(4) == 0;
        while (name.length() < length) {
            char c = (char) (any ? 1 + random.nextInt(255) : 'a' + random.nextInt(26));
            name.append(c == '/' ? '.' : c);
        }
        return name.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
