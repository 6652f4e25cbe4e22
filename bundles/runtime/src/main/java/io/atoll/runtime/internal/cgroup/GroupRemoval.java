package io.atoll.runtime.internal.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Removes groups in which nothing runs. The kernel removes no others. */
final class GroupRemoval {
    private static final int TRIES = 100;
    private static final int PAUSE_MILLIS = 10;

    private GroupRemoval() {}

    /** A process that has just ended may count a moment longer: it is waited for. */
    static boolean remove(ControlGroup group) {
        List<Path> left = new ArrayList<>();
        for (Path directory : group.directories()) {
            if (!removed(directory)) {
                left.add(directory);
            }
        }
        if (!left.isEmpty()) {
            System.getLogger(GroupRemoval.class.getName())
                    .log(System.Logger.Level.WARNING, "control groups that cannot be removed: " + left);
        }
        return left.isEmpty();
    }

    private static boolean removed(Path group) {
        for (int tries = 0; tries < TRIES; tries++) {
            if (removedOnce(group)) {
                return true;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    /** With the groups that were made below it by what ran in it. Not the files: those are the kernel's. */
    static boolean removedOnce(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException e) {
            return below(group) && retry(group);
        }
    }

    private static boolean below(Path group) {
        boolean any = false;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
            for (Path child : children) {
                any |= removedOnce(child);
            }
        } catch (IOException e) {
            return false;
        }
        return any;
    }

    private static boolean retry(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Those below a holder that are not known, and it if it is empty then. */
    static void sweep(Collection<Path> holders, Set<String> known) {
        for (Path holder : holders) {
            try (DirectoryStream<Path> groups = Files.newDirectoryStream(holder, Files::isDirectory)) {
                for (Path group : groups) {
                    if (!known.contains(group.getFileName().toString())) {
                        removedOnce(group);
                    }
                }
            } catch (IOException e) {
                continue; // There are none.
            }
            removeIfEmpty(holder);
        }
    }

    static void removeIfEmpty(Path holder) {
        try {
            Files.deleteIfExists(holder);
        } catch (IOException e) {
            // It holds some.
        }
    }
}
