package io.atoll.runtime.internal;

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

    /** Removes directories and leases of no container, and gives the others theirs. Call before the first container is made. */
    static void sweep(Directories directories, Containers containers, ImageStore store, ContainerGroups groups)
            throws IOException {
        Set<String> known =
                containers.all().stream().map(entry -> entry.config().id()).collect(Collectors.toSet());
        sweep(directories.containers(), known, groups);
        sweep(directories.volatileContainers(), known, groups);
        groups.sweep(known);
        Map<String, ContainerEntry> byId = containers.all().stream()
                .collect(Collectors.toMap(entry -> entry.config().id(), entry -> entry));
        for (Lease lease : store.leases()) {
            if (lease.owner().startsWith(Creator.LEASE)) {
                ContainerEntry holder = byId.get(lease.owner().substring(Creator.LEASE.length()));
                if (holder == null) {
                    lease.close();
                } else {
                    holder.hold(lease);
                }
            }
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
