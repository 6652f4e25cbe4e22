package io.atoll.store.internal.robust;

import io.atoll.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What POSIX promises to survive a power cut, and no more: of a file what it held when it was synced, of a directory the names it had when it was synced, and
 * everything at {@code syncfs}. File systems keep more, each in its own way; what a store needs must not depend on that.
 *
 * <p>What was not synced may have been written or not, each directory and file for itself: an adversary decides. The trees of layers are one thing here.
 */
final class Promises {
    private final Path top;
    private final Path copies;
    /** By inode: memory file systems do not give one a second time. */
    private final Map<Long, Map<String, Long>> directories = new HashMap<>();

    private final Map<Long, Path> contents = new HashMap<>();
    private int count;

    /**
     * @param top a directory that is there for certain, as it is now
     * @param copies an empty one that is not below it
     */
    Promises(Path top, Path copies) throws IOException {
        this.top = top;
        this.copies = copies;
        everything();
    }

    void directory(Path path) throws IOException {
        directories.put(inode(path), names(path));
    }

    void file(Path path) throws IOException {
        contents.put(inode(path), copy(path));
    }

    void everything() throws IOException {
        everything(top);
    }

    private void everything(Path path) throws IOException {
        if (isPlainDirectory(path)) {
            directory(path);
            for (Path child : Layouts.children(path)) {
                everything(child);
            }
        } else {
            file(path);
        }
    }

    private Path copy(Path path) throws IOException {
        Path copy = copies.resolve(Integer.toString(count++));
        copy(path, copy);
        return copy;
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isDirectory(from)) {
            Shell.run("cp", "-a", from.toString(), to.toString());
        } else {
            Files.copy(from, to);
        }
    }

    /** Anything but the tree of a layer, or what will be one or was one. */
    private boolean isPlainDirectory(Path path) {
        Path parent = path.getParent();
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                && !(parent != null && parent.endsWith("layers"))
                && !path.getFileName().toString().matches("(layer|replaced)-\\d+");
    }

    private static Map<String, Long> names(Path directory) throws IOException {
        Map<String, Long> names = new TreeMap<>();
        for (Path child : Layouts.children(directory)) {
            names.put(child.getFileName().toString(), inode(child));
        }
        return names;
    }

    private static long inode(Path path) throws IOException {
        return ((Number) Files.readAttributes(path, "unix:ino", LinkOption.NOFOLLOW_LINKS)
                        .getOrDefault("ino", -1L))
                .longValue();
    }

    /** Decides what of it that was not synced has been written. */
    @FunctionalInterface
    interface Adversary {
        /** @param names of a directory, or else the content of a file or a tree */
        boolean hasWritten(boolean names);
    }

    /**
     * Makes what is left when the power fails now.
     *
     * @param target is made
     */
    void cutPower(Path target, Adversary adversary) throws IOException {
        Map<Long, Path> now = new HashMap<>();
        find(top, now);
        restore(inode(top), target, now, adversary);
    }

    private void find(Path path, Map<Long, Path> now) throws IOException {
        now.put(inode(path), path);
        if (isPlainDirectory(path)) {
            for (Path child : Layouts.children(path)) {
                find(child, now);
            }
        }
    }

    private void restore(long inode, Path target, Map<Long, Path> now, Adversary adversary) throws IOException {
        Optional<Path> current = Optional.ofNullable(now.get(inode));
        boolean plain = directories.containsKey(inode)
                || current.filter(this::isPlainDirectory).isPresent();
        boolean written = adversary.hasWritten(plain);
        Path promised = contents.get(inode);
        if (plain) {
            Files.createDirectory(target);
            Map<String, Long> names =
                    written && current.isPresent() ? names(current.get()) : directories.getOrDefault(inode, Map.of());
            for (Map.Entry<String, Long> name : names.entrySet()) {
                restore(name.getValue(), target.resolve(name.getKey()), now, adversary);
            }
        } else if (written && current.isPresent()) {
            copy(current.get(), target);
        } else if (promised != null && !(written && Files.isDirectory(promised))) {
            // Also a file that was deleted since: it can only be reached by a name that was promised.
            copy(promised, target);
        } else if (promised != null || current.filter(Files::isDirectory).isPresent()) {
            // A tree that was emptied, or was never filled.
            Files.createDirectory(target);
        } else {
            Files.createFile(target);
        }
    }
}
