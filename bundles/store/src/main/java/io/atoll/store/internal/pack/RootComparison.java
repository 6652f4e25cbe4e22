package io.atoll.store.internal.pack;

import io.atoll.api.layer.RootChanges.ChangedRoot;
import io.atoll.api.layer.RootChanges.Kind;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a root and the layers below it side by side. Of an overlay all that is in the upper directory is a change, but for directories that only hold one; of a whole tree what is not as it is
 * below. Of both what is gone is one. Somebody may change the root meanwhile: what goes is left out.
 */
public final class RootComparison {
    /** Told of changes, a directory before what is in it. */
    interface Visitor {
        /** @param place where it is: see {@link Place} */
        void there(Kind kind, Place place) throws IOException;

        void gone(String path) throws IOException;
    }

    /**
     * Something in the root.
     *
     * @param path absolute; each char is a byte; empty for the root
     * @param parent the open directory it is in; of a directory, itself
     * @param name in it; of a directory, empty
     */
    record Place(String path, int parent, String name, FileStatus status) {}

    /** A path longer than this cannot be in an archive. */
    private static final int LONGEST = 4095;

    private final Syscalls syscalls;
    private final ChangedRoot root;
    private final Visitor visitor;
    private final EntryWriter marks;
    private final MountPoints mountPoints;
    private final Differences differences;

    RootComparison(Syscalls syscalls, ChangedRoot root, Visitor visitor) {
        this.syscalls = syscalls;
        this.root = root;
        this.visitor = visitor;
        marks = new EntryWriter(
                syscalls, Holes.unstored(syscalls), new EntryName(), new TarWriter(OutputStream.nullOutputStream()));
        mountPoints = new MountPoints(syscalls, root.mountPoints());
        differences = new Differences(syscalls, marks.xattrs());
    }

    /** A directory on the way down. */
    private static final class Level {
        private final @Nullable Level above;
        private final Place place;
        private final @Nullable MergedDirectory below;
        /** Nothing of what is below shows but what is in it. */
        private final boolean complete;

        private boolean told;

        private Level(@Nullable Level above, Place place, @Nullable MergedDirectory below, boolean complete) {
            this.above = above;
            this.place = place;
            this.below = below;
            this.complete = complete;
        }
    }

    void run() throws IOException {
        List<Integer> lowers = new ArrayList<>();
        try {
            for (var directory : root.below()) {
                lowers.add(syscalls.open(directory, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0));
            }
            int fd = syscalls.open(root.directory(), Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
            MergedDirectory below = lowers.isEmpty() ? null : MergedDirectory.root(syscalls, marks, lowers);
            FileStatus old = below == null ? null : syscalls.statat(below.top(), OpenBranch.ITSELF);
            directory(null, "", fd, below, old);
        } finally {
            lowers.forEach(syscalls::close);
        }
    }

    /**
     * @param fd is closed
     * @param old what it was; null if there was nothing, or no directory
     */
    private void directory(
            @Nullable Level above, String path, int fd, @Nullable MergedDirectory below, @Nullable FileStatus old)
            throws IOException {
        try {
            FileStatus status = syscalls.statat(fd, OpenBranch.ITSELF);
            boolean opaque = root.overlay() && marks.xattrs().of(fd).isOpaque();
            boolean complete = !root.overlay() || opaque || below == null || (above != null && above.complete);
            Level level = new Level(above, new Place(path, fd, "", status), below, complete);
            Map<String, MergedDirectory.@Nullable Child> names = names(level);
            boolean madeMountPoint = names.keySet().removeIf(name -> isMountPoint(level, name, names.get(name)));
            if (below == null || old == null || differences.ofDirectory(fd, status, below.top(), old, madeMountPoint)) {
                tell(level, old == null ? Kind.ADDED : Kind.CHANGED);
            }
            if (below != null) {
                below.close(); // opened again when it is asked: a tree may be deep
            }
            for (Map.Entry<String, MergedDirectory.@Nullable Child> name : names.entrySet()) {
                child(level, name.getKey(), name.getValue());
            }
        } finally {
            if (below != null) {
                below.close();
            }
            syscalls.close(fd);
        }
    }

    /** What has a name here or below, in the order of bytes; with what it is below. */
    private Map<String, MergedDirectory.@Nullable Child> names(Level level) {
        Map<String, MergedDirectory.@Nullable Child> names = new TreeMap<>();
        for (byte[] name : syscalls.list(level.place.parent())) {
            names.put(EntryName.text(name), null);
        }
        MergedDirectory below = level.below;
        if (below != null) {
            below.list();
            for (MergedDirectory.Child child = below.next(); child != null; child = below.next()) {
                names.put(EntryName.text(child.name()), child);
            }
        }
        return names;
    }

    private boolean isMountPoint(Level level, String name, MergedDirectory.@Nullable Child below) {
        return below == null && mountPoints.isNothingElse(level.place.parent(), level.place.path(), name);
    }

    private void child(Level level, String name, MergedDirectory.@Nullable Child below) throws IOException {
        String path = level.place.path() + "/" + name;
        int parent = level.place.parent();
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        FileStatus status;
        try {
            status = syscalls.statat(parent, bytes);
        } catch (KernelException e) {
            MergedDirectory.requireGone(e);
            if (below != null && level.complete) {
                gone(level, path);
            }
            return;
        }
        if (root.overlay() && marks.isDeletion(parent, bytes, status)) {
            if (below != null) {
                gone(level, path);
            }
            return;
        }
        try {
            there(level, new Place(path, parent, name, status), below);
        } catch (KernelException e) {
            MergedDirectory.requireGone(e);
        }
    }

    private void there(Level level, Place place, MergedDirectory.@Nullable Child below) throws IOException {
        byte[] name = place.name().getBytes(StandardCharsets.ISO_8859_1);
        int lower = level.below == null || below == null ? -1 : level.below.fd(below.top());
        FileStatus old = lower < 0 ? null : syscalls.statat(lower, name);
        if (place.status().isDirectory() && place.path().length() <= LONGEST) {
            boolean merged = old != null && old.isDirectory();
            MergedDirectory deeper = merged && level.below != null && below != null ? level.below.child(below) : null;
            int fd = syscalls.openat(place.parent(), name, EntryWriter.DIRECTORY, 0);
            if (old != null && !merged) {
                // Another thing had the name: it has changed, and all in it is new.
                replaced(level, place.path(), fd);
            } else {
                directory(level, place.path(), fd, deeper, old);
            }
        } else if (old == null
                || root.overlay()
                || differences.ofFile(place.parent(), name, place.status(), lower, old)) {
            tellAbove(level);
            visitor.there(old == null ? Kind.ADDED : Kind.CHANGED, place);
        }
    }

    private void replaced(Level above, String path, int fd) throws IOException {
        try {
            Place place = new Place(path, fd, "", syscalls.statat(fd, OpenBranch.ITSELF));
            Level level = new Level(above, place, null, true);
            tell(level, Kind.CHANGED);
            for (String name : names(level).keySet()) {
                child(level, name, null);
            }
        } finally {
            syscalls.close(fd);
        }
    }

    private void gone(Level level, String path) throws IOException {
        tellAbove(level);
        visitor.gone(path);
    }

    /** That something in it has changed. */
    private void tellAbove(@Nullable Level level) throws IOException {
        if (level != null && !level.told) {
            tell(level, Kind.CHANGED);
        }
    }

    private void tell(Level level, Kind kind) throws IOException {
        tellAbove(level.above);
        level.told = true;
        visitor.there(kind, level.place);
    }
}
