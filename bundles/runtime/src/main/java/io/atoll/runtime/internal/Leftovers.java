package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Lease;
import io.atoll.posix.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What an engine that was killed, or a power cut, left of containers that are not there. */
final class Leftovers {
    private Leftovers() {}

    /** Removes directories, leases and control groups of no container, and gives the others theirs; one whose lease is lost gets another. Call before the first container is made. */
    static void sweep(Directories directories, Containers containers, ImageStore store, ContainerGroups groups)
            throws IOException {
        Set<String> known =
                containers.all().stream().map(entry -> entry.config().id()).collect(Collectors.toSet());
        sweep(directories.containers(), known, groups);
        sweep(directories.volatileContainers(), known, groups);
        // Not of those that were made and never started: spare ones, which they get again.
        groups.sweep(containers.all().stream()
                .filter(entry -> !ContainerGroups.of(entry).isNone())
                .map(entry -> entry.config().id())
                .collect(Collectors.toSet()));
        Map<String, ContainerEntry> byId = containers.all().stream()
                .collect(Collectors.toMap(entry -> entry.config().id(), entry -> entry));
        for (Lease lease : store.leases()) {
            if (lease.owner().startsWith(Creator.LEASE)) {
                ContainerEntry holder = byId.get(lease.owner().substring(Creator.LEASE.length()));
                if (holder == null) {
                    lease.close();
                } else if (protectsAll(lease, holder)) {
                    holder.hold(lease);
                }
            }
        }
        containers.all().stream().filter(entry -> !entry.holds()).forEach(entry -> retake(entry, store));
    }

    /** A lease that was cut short says that it protects nothing, and keeps everybody from collecting: another takes its place. */
    private static boolean protectsAll(Lease lease, ContainerEntry holder) {
        return !lease.digests().isEmpty()
                && lease.digests().containsAll(holder.config().layers());
    }

    /** Leases are not synced, what they protect is: a power cut took it, or left it empty. */
    private static void retake(ContainerEntry entry, ImageStore store) {
        try {
            entry.hold(store.lease(
                    Creator.LEASE + entry.config().id(), entry.config().layers()));
        } catch (AtollException e) {
            // On a full disk: the engine must start, or nothing could be removed.
            System.getLogger(Leftovers.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "cannot protect the layers of container %s"
                                    .formatted(entry.config().name()),
                            e);
        }
    }

    private static void sweep(Path parent, Set<String> known, ContainerGroups groups) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
            for (Path child : children) {
                // One with a record that could not be read is kept: somebody may mend it.
                if (!known.contains(child.getFileName().toString())
                        && !Files.exists(child.resolve(Containers.CONFIG))) {
                    groups.removeListed(child);
                    var unused = Trees.remove(child);
                }
            }
        }
    }
}
