package io.atoll.store.internal.garbage;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.store.Lease;
import io.atoll.api.store.Removed;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.layer.LayerStore;
import io.atoll.store.internal.layout.Blobs;
import io.atoll.store.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Removes what nothing needs: neither an image of the index nor a lease.
 *
 * <p>What is needed is found, and names are taken away, under the store's lock, which leases and tagging share: whoever takes a
 * lease and then looks sees either all of a collection or nothing of it. The deleting of trees comes after, without the lock.
 */
public final class Collector {
    public static final String LOCK = "store";

    private final Layout layout;
    private final Blobs blobs;
    private final LayerStore layers;
    private final LeaseFiles leases;
    private final Locks locks;
    private final Disk disk;

    public Collector(Layout layout, Blobs blobs, LayerStore layers, LeaseFiles leases, Locks locks, Disk disk) {
        this.layout = layout;
        this.blobs = blobs;
        this.layers = layers;
        this.leases = leases;
        this.locks = locks;
        this.disk = disk;
    }

    /** Removes everything that is not needed. */
    public Removed all() {
        return removeTrees(collect(digest -> true));
    }

    /**
     * Removes what a descriptor, no longer in the index, led to and nothing else needs.
     *
     * @param image found by {@link #reach} before it was taken out of the index
     */
    public Removed only(Reachable image) {
        Set<Digest> its = new HashSet<>(image.blobs());
        its.addAll(image.diffIds());
        return removeTrees(collect(its::contains));
    }

    public Reachable reach(Descriptor root) {
        return Reachable.from(List.of(root), blobs);
    }

    /**
     * Makes room on a full disk: removes extracted layers that only this image uses. They are a cache, so that is safe even if
     * the image stays.
     */
    public void dropLayers(Descriptor image) {
        int count = locks.exclusive(LOCK, () -> {
            List<Descriptor> others = new ArrayList<>(layout.index().roots());
            others.removeIf(root -> root.digest().equals(image.digest()));
            Set<Digest> needed = leased();
            needed.addAll(Reachable.from(others, blobs).diffIds());
            return condemn(digest -> !needed.contains(digest));
        });
        var unused = removeTrees(new Removed(0, count, 0));
    }

    private Removed collect(Predicate<Digest> candidate) {
        return locks.exclusive(LOCK, () -> {
            leases.sweep();
            Set<Digest> needed = leased();
            Reachable reachable = Reachable.from(layout.index().roots(), blobs);
            needed.addAll(reachable.blobs());
            needed.addAll(reachable.diffIds());
            Predicate<Digest> garbage = digest -> candidate.test(digest) && !needed.contains(digest);
            int condemned = condemn(garbage);
            Removed removed = removeBlobs(garbage);
            return new Removed(removed.blobs(), condemned, removed.bytes());
        });
    }

    private Set<Digest> leased() {
        Set<Digest> digests = new HashSet<>();
        for (Lease lease : leases.all()) {
            if (lease instanceof LeaseFiles.Incomplete) {
                throw new AtollException(
                        ErrorCode.CONFLICT,
                        ("nothing can be removed: the lease of '%s' was cut short by a power failure, and what it protects is"
                                        + " not known; start or remove its owner first")
                                .formatted(lease.owner()));
            }
            digests.addAll(lease.digests());
        }
        return digests;
    }

    private int condemn(Predicate<Digest> garbage) {
        int count = 0;
        for (Digest diffId : layers.all()) {
            if (garbage.test(diffId) && layers.condemn(diffId)) {
                count++;
            }
        }
        return count;
    }

    private Removed removeBlobs(Predicate<Digest> garbage) {
        int count = 0;
        long bytes = 0;
        for (String algorithm : List.of("sha256", "sha512")) {
            Path directory = layout.blobs(algorithm);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    String hex = String.valueOf(file.getFileName());
                    if (isHex(hex, algorithm) && garbage.test(new Digest(algorithm, hex))) {
                        bytes += Files.size(file);
                        disk.delete(file);
                        count++;
                    }
                }
            } catch (NoSuchFileException e) {
                // No such blobs.
            } catch (IOException e) {
                throw Failures.of("remove blobs", directory, e);
            }
        }
        return new Removed(count, 0, bytes);
    }

    /** Other files in the directory are not ours to remove. */
    private static boolean isHex(String name, String algorithm) {
        return name.length() == (algorithm.equals("sha256") ? 64 : 128)
                && name.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private Removed removeTrees(Removed names) {
        long bytes = names.bytes();
        for (Path tree : layers.durablyCondemned()) {
            try {
                bytes += disk.deleteTree(tree);
            } catch (IOException e) {
                throw Failures.of("remove the layer " + tree, tree, e);
            }
        }
        return new Removed(names.blobs(), names.layers(), bytes);
    }
}
