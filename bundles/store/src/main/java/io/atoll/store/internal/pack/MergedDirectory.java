package io.atoll.store.internal.pack;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory as an overlay shows it: those of its name in several trees, as far down as one of them lets the next be seen. */
final class MergedDirectory {
    private static final int BENEATH = Syscalls.RESOLVE_BENEATH | Syscalls.RESOLVE_NO_SYMLINKS;
    private static final byte[] DOT = {'.'};
    private static final int CLOSED = -1;

    private final Syscalls syscalls;
    private final EntryWriter marks;
    private final List<Integer> roots;
    /** Beneath the roots; each char a byte; empty or with a slash at its end. */
    private final String path;
    /** Which of the roots have it, the topmost first. */
    private int[] sources;

    private final int[] fds;
    private List<Child> children = List.of();
    private int position;

    /** A name in it. */
    static final class Child {
        private final byte[] name;
        /** Which of the roots have it, or the directories of its name; the topmost first. */
        private final int[] sources;

        private Child(byte[] name, int[] sources) {
            this.name = name;
            this.sources = sources;
        }

        byte[] name() {
            return name;
        }

        int top() {
            return sources[0];
        }
    }

    private MergedDirectory(Syscalls syscalls, EntryWriter marks, List<Integer> roots, String path, int[] sources) {
        this.syscalls = syscalls;
        this.marks = marks;
        this.roots = roots;
        this.path = path;
        this.sources = sources;
        fds = new int[roots.size()];
        Arrays.fill(fds, CLOSED);
    }

    /** @param roots open, the topmost first */
    static MergedDirectory root(Syscalls syscalls, EntryWriter marks, List<Integer> roots) {
        int[] all = new int[roots.size()];
        Arrays.setAll(all, i -> i);
        return new MergedDirectory(syscalls, marks, roots, "", all);
    }

    MergedDirectory child(Child child) {
        return new MergedDirectory(syscalls, marks, roots, path + EntryName.text(child.name()) + "/", child.sources);
    }

    /** The descriptor of one of its directories; -1 if it is there no longer. */
    int fd(int source) {
        if (fds[source] == CLOSED) {
            int root = roots.get(source);
            byte[] name = path.isEmpty() ? DOT : path.getBytes(StandardCharsets.ISO_8859_1);
            try {
                fds[source] = syscalls.openat2(root, name, EntryWriter.DIRECTORY, 0, BENEATH);
            } catch (KernelException e) {
                requireGone(e);
            }
        }
        return fds[source];
    }

    /** The descriptor of what says its owner, times and attributes; -1 if it is there no longer. */
    int top() {
        return fd(sources[0]);
    }

    /** Until one of them is asked for again. */
    void close() {
        for (int i = 0; i < fds.length; i++) {
            if (fds[i] != CLOSED) {
                int fd = fds[i];
                fds[i] = CLOSED;
                syscalls.close(fd);
            }
        }
    }

    /** The next name, in the order of bytes, which is forgotten; null after the last. */
    @Nullable
    Child next() {
        return position < children.size() ? children.get(position++) : null;
    }

    /** Finds out what is in it. */
    void list() {
        sources = visible();
        children = sources.length == 1 ? only(sources[0]) : merged();
        children.sort((a, b) -> Arrays.compareUnsigned(a.name, b.name));
    }

    /** Nothing shows below an opaque one. */
    private int[] visible() {
        for (int i = 0; i < sources.length - 1; i++) {
            int fd = fd(sources[i]);
            if (fd >= 0 && marks.xattrs().of(fd).isOpaque()) {
                return Arrays.copyOf(sources, i + 1);
            }
        }
        return sources;
    }

    private List<Child> only(int source) {
        List<Child> found = new ArrayList<>();
        for (byte[] name : names(fd(source))) {
            found.add(new Child(name, sources));
        }
        return found;
    }

    private List<Child> merged() {
        Map<String, Merging> names = new HashMap<>();
        for (int source : sources) {
            int fd = fd(source);
            for (byte[] name : names(fd)) {
                Merging merging = names.computeIfAbsent(EntryName.text(name), text -> new Merging());
                if (!merging.decided) {
                    add(merging, source, fd, name);
                }
            }
        }
        List<Child> found = new ArrayList<>();
        names.forEach((name, merging) -> {
            if (!merging.sources.isEmpty()) {
                found.add(new Child(
                        name.getBytes(StandardCharsets.ISO_8859_1),
                        merging.sources.stream().mapToInt(i -> i).toArray()));
            }
        });
        return found;
    }

    private void add(Merging merging, int source, int fd, byte[] name) {
        try {
            FileStatus status = syscalls.statat(fd, name);
            merging.add(source, status, marks.isDeletion(fd, name, status));
        } catch (KernelException e) {
            requireGone(e);
        }
    }

    private List<byte[]> names(int fd) {
        try {
            return fd < 0 ? List.of() : syscalls.list(fd);
        } catch (KernelException e) {
            requireGone(e);
            return List.of();
        }
    }

    /** One name, from the top down. */
    private static final class Merging {
        private final List<Integer> sources = new ArrayList<>(1);
        private boolean decided;

        void add(int source, FileStatus status, boolean deletion) {
            decided = deletion || !status.isDirectory();
            if (!deletion && (sources.isEmpty() || status.isDirectory())) {
                sources.add(source);
            }
        }
    }

    /** Somebody may remove or replace what was just seen; anything else is a failure. */
    static void requireGone(KernelException e) {
        switch (e.errno()) {
            case KernelException.ENOENT, KernelException.ENOTDIR, KernelException.ELOOP, KernelException.ENXIO -> {}
            default -> throw e;
        }
    }
}
