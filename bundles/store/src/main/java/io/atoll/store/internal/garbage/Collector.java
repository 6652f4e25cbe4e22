package io.atoll.store.internal.garbage;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.Lease;
import io.atoll.api.store.Removed;
import io.atoll.api.store.StoredItem;
import io.atoll.api.store.StoredItem.Kind;
import io.atoll.posix.DiskUsage;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.layer.LayerFiles;
import io.atoll.store.internal.layout.Blobs;
import io.atoll.store.internal.layout.IndexSnapshot;
import io.atoll.store.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Removes what nothing needs: neither an image of the index nor a lease.
 *
 * <p>What is needed is found, and names are taken away, under the store's lock, which leases and tagging share: whoever takes a
 * lease and then looks sees either all of a collection or nothing of it. Documents are read before, and read again under the lock only if the index
 * changed meanwhile; the deleting of trees comes after, without the lock.
 */
public final class Collector {
    public static final String LOCK = "store";

    private final Layout layout;
    private final Blobs blobs;
    private final LayerFiles layers;
    private final LayerSizes sizes;
    private final LeaseFiles leases;
    private final TempSpace temp;
    private final Locks locks;
    private final Disk disk;
    private final Syscalls syscalls;
    private final KnownReach known;

    public Collector(
            Layout layout,
            Blobs blobs,
            LayerFiles layers,
            LayerSizes sizes,
            LeaseFiles leases,
            TempSpace temp,
            Locks locks,
            Disk disk,
            Syscalls syscalls) {
        this.layout = layout;
        this.blobs = blobs;
        this.layers = layers;
        this.sizes = sizes;
        this.leases = leases;
        this.temp = temp;
        this.locks = locks;
        this.disk = disk;
        this.syscalls = syscalls;
        this.known = new KnownReach(blobs);
    }

    /**
     * Removes everything that is not needed.
     *
     * @param without descriptors of the index, each once for every time it is in there, that do not count
     */
    public Removed all(Collection<Descriptor> without, boolean dryRun, Consumer<? super StoredItem> visitor) {
        Run run = new Run(dryRun, visitor);
        run.collect(without);
        run.temporary();
        return run.finish();
    }

    /**
     * Removes blobs and layers that nothing needs.
     *
     * @param candidates for example what {@link #reach} found before an image was taken out of the index
     */
    public Removed only(Collection<Digest> candidates) {
        Run run = new Run(false, item -> {});
        run.collectOnly(Set.copyOf(candidates));
        return run.finish();
    }

    public Reachable reach(Descriptor root) {
        return Reachable.from(List.of(root), blobs);
    }

    /** Removes extracted layers that no lease names. */
    public Removed dropLayers(boolean dryRun, Consumer<? super StoredItem> visitor) {
        Run run = new Run(dryRun, visitor);
        locks.exclusive(LOCK, () -> run.condemn(not(leased())));
        return run.finish();
    }

    /**
     * Makes room on a full disk for the removal of images: removes extracted layers that only these use. They are a cache, so that is safe even if the
     * images stay.
     */
    public void dropLayersOf(Collection<Descriptor> images) {
        Run run = new Run(false, item -> {});
        locks.exclusive(LOCK, () -> {
            Set<Digest> needed = leased();
            needed.addAll(Reachable.from(roots(layout.index(), images), blobs).layers());
            return run.condemn(not(needed));
        });
        var unused = run.finish();
    }

    /**
     * Makes room on a full disk that has no extracted layers to give: removes the layers' blobs that only these images use. If the engine dies before they have lost
     * their names they are incomplete, and can still be removed: their manifests stay.
     */
    public void dropBlobsOf(Collection<Descriptor> images) {
        Run run = new Run(false, item -> {});
        locks.exclusive(LOCK, () -> {
            Set<Digest> needed = leased();
            needed.addAll(Reachable.from(roots(layout.index(), images), blobs).blobs());
            needed.addAll(Reachable.from(List.copyOf(images), blobs).documents());
            return run.removeBlobs(not(needed));
        });
        var unused = run.finish();
    }

    private static Predicate<Digest> not(Set<Digest> needed) {
        return digest -> !needed.contains(digest);
    }

    /** What is in the index, but for some. */
    private static List<Descriptor> roots(IndexSnapshot index, Collection<Descriptor> without) {
        if (without.isEmpty()) {
            return index.roots();
        }
        Map<Descriptor, Integer> gone = new HashMap<>();
        without.forEach(descriptor -> gone.merge(descriptor, 1, Integer::sum));
        List<Descriptor> roots = new ArrayList<>();
        for (Descriptor root : index.roots()) {
            if (gone.merge(root, -1, Integer::sum) < 0) {
                roots.add(root);
            }
        }
        return roots;
    }

    private Set<Digest> leased() {
        Set<Digest> digests = new HashSet<>();
        for (Lease lease : leases.all()) {
            if (lease instanceof LeaseFiles.Incomplete) {
                throw new AtollException(
                        ErrorCode.CONFLICT,
                        ("nothing can be removed: the lease of '%s' was cut short by a power failure, and what it protects is"
                                        + " not known; start or remove its owner first, or run 'atoll system check --repair'")
                                .formatted(lease.owner()));
            }
            if (!leases.isExpired(lease)) {
                digests.addAll(lease.digests());
            }
        }
        return digests;
    }

    /** One collection: what it removes, or would. */
    private final class Run {
        private final boolean dryRun;
        private final Consumer<? super StoredItem> visitor;
        private int blobCount;
        private int layerCount;
        private long bytes;
        /** What a layer was, by what it is now. */
        private final Map<Path, Digest> condemned = new HashMap<>();

        Run(boolean dryRun, Consumer<? super StoredItem> visitor) {
            this.dryRun = dryRun;
            this.visitor = visitor;
        }

        private void tell(StoredItem item) {
            blobCount += item.kind() == Kind.BLOB ? 1 : 0;
            layerCount += item.kind() == Kind.LAYER ? 1 : 0;
            bytes += item.bytes();
            visitor.accept(item);
        }

        void collect(Collection<Descriptor> without) {
            IndexSnapshot before = layout.index();
            Reachable early = Reachable.from(roots(before, without), blobs);
            boolean unused = locks.exclusive(LOCK, () -> {
                IndexSnapshot now = layout.index();
                Reachable reachable = now == before ? early : Reachable.from(roots(now, without), blobs);
                Set<Digest> leased = leased();
                Predicate<Digest> garbage = digest -> !leased.contains(digest)
                        && !reachable.blobs().contains(digest)
                        && !reachable.layers().contains(digest);
                leases();
                return condemn(garbage) && removeBlobs(garbage);
            });
        }

        /** The same for a few digests: without reading again what every other image leads to, and without looking through the directories. */
        void collectOnly(Set<Digest> candidates) {
            IndexSnapshot before = layout.index();
            Set<Digest> early = known.needed(before.roots(), candidates);
            boolean unused = locks.exclusive(LOCK, () -> {
                IndexSnapshot now = layout.index();
                Set<Digest> needed = now == before ? early : known.needed(now.roots(), candidates);
                Set<Digest> garbage = new HashSet<>(candidates);
                garbage.removeAll(needed);
                garbage.removeAll(leased());
                leases();
                garbage.stream().filter(layers::has).forEach(this::condemn);
                garbage.forEach(blob -> removeBlob(layout.blob(blob), blob));
                return true;
            });
        }

        private void leases() {
            for (Path file : leases.leftovers()) {
                delete(Kind.TEMPORARY, file, null);
            }
            for (Lease lease : leases.all()) {
                if (leases.isExpired(lease)) {
                    delete(Kind.LEASE, LeaseFiles.file(lease), null);
                }
            }
        }

        boolean condemn(Predicate<Digest> garbage) {
            for (Digest layer : layers.all()) {
                if (garbage.test(layer)) {
                    condemn(layer);
                }
            }
            return true;
        }

        private void condemn(Digest layer) {
            if (dryRun) {
                tell(new StoredItem(Kind.LAYER, layers.path(layer), layer, sizes.of(layer), List.of()));
            } else {
                layers.condemn(layer).ifPresent(path -> condemned.put(path, layer));
            }
        }

        boolean removeBlobs(Predicate<Digest> garbage) {
            for (String algorithm : List.of("sha256", "sha512")) {
                Path directory = layout.blobs(algorithm);
                try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                    for (Path file : files) {
                        // Other files in the directory are not ours to remove.
                        Inventory.digest(algorithm, file).filter(garbage).ifPresent(digest -> removeBlob(file, digest));
                    }
                } catch (NoSuchFileException e) {
                    // No such blobs.
                } catch (IOException e) {
                    throw Failures.of("remove blobs", directory, e);
                }
            }
            return true;
        }

        private void removeBlob(Path file, Digest digest) {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                delete(Kind.BLOB, file, digest);
            }
        }

        private void delete(Kind kind, Path file, @org.jspecify.annotations.Nullable Digest digest) {
            StoredItem item = new StoredItem(kind, file, digest, size(usage -> usage.only(file)), List.of());
            try {
                if (dryRun || disk.delete(file)) {
                    tell(item);
                }
            } catch (IOException e) {
                throw Failures.of("remove " + file, file, e);
            }
        }

        void temporary() {
            if (dryRun) {
                layers.strayNotes().forEach(path -> leftover(Kind.CONDEMNED, path));
            } else {
                layers.removeStrayNotes(path -> leftover(Kind.CONDEMNED, path));
            }
            try {
                if (dryRun) {
                    temp.entries().stream()
                            .filter(entry -> !entry.inUse())
                            .forEach(entry -> leftover(Kind.TEMPORARY, entry.path()));
                } else {
                    temp.sweep(path -> leftover(Kind.TEMPORARY, path));
                }
            } catch (IOException e) {
                throw Failures.of("remove temporary files", temp.directory(), e);
            }
        }

        private void leftover(Kind kind, Path tree) {
            tell(new StoredItem(kind, tree, null, size(usage -> usage.tree(tree)), List.of()));
        }

        /** Deletes trees, also those of an engine that died before it came to this. */
        Removed finish() {
            Failure first = null;
            for (Path tree : dryRun ? layers.condemned() : layers.durablyCondemned()) {
                try {
                    trees(tree);
                } catch (IOException e) {
                    first = first == null ? new Failure(tree, e) : first;
                }
            }
            if (first != null) {
                throw Failures.of("remove the layer " + first.tree, first.tree, first.why);
            }
            return new Removed(blobCount, layerCount, bytes);
        }

        private void trees(Path tree) throws IOException {
            Digest layer = condemned.get(tree);
            if (layer == null) {
                leftover(Kind.CONDEMNED, tree);
            } else {
                sizes.forget(layer);
                long bytes = size(usage -> usage.tree(tree));
                tell(new StoredItem(Kind.LAYER, layers.path(layer), layer, bytes, List.of()));
            }
            if (!dryRun) {
                disk.deleteTree(tree);
            }
        }
    }

    /** What cannot be measured is removed all the same. */
    private long size(ToLongFunction<DiskUsage> measure) {
        try {
            return measure.applyAsLong(new DiskUsage(syscalls));
        } catch (KernelException e) {
            return 0;
        }
    }

    private record Failure(Path tree, IOException why) {}
}
