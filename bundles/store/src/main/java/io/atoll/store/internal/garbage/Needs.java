package io.atoll.store.internal.garbage;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.store.Keeper;
import io.atoll.api.store.Lease;
import io.atoll.store.internal.layout.Blobs;
import io.atoll.store.internal.layout.IndexSnapshot;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who needs what: for telling people. What may be removed is decided by {@link Collector}, under the lock. */
final class Needs {
    private final Map<Digest, List<Keeper>> keepers = new HashMap<>();
    /** Of leases that cannot be read: they may protect anything. */
    private final List<Keeper> unknown = new ArrayList<>();

    private final IndexSnapshot index;
    private final List<Lease> leases;

    private Needs(IndexSnapshot index, List<Lease> leases) {
        this.index = index;
        this.leases = leases;
    }

    static Needs of(IndexSnapshot index, LeaseFiles leaseFiles, Blobs blobs) {
        Needs needs = new Needs(index, leaseFiles.all());
        needs.images(index).forEach((root, names) -> {
            Reachable reachable = Reachable.from(List.of(root), blobs);
            reachable.blobs().forEach(digest -> needs.add(digest, names));
            reachable.layers().forEach(digest -> needs.add(digest, names));
        });
        for (Lease lease : needs.leases) {
            if (!leaseFiles.isExpired(lease)) {
                needs.add(lease);
            }
        }
        return needs;
    }

    private void add(Lease lease) {
        Keeper keeper = new Keeper(Keeper.Type.LEASE, lease.owner());
        if (lease instanceof LeaseFiles.Incomplete) {
            unknown.add(keeper);
        }
        lease.digests().forEach(digest -> add(digest, List.of(keeper)));
    }

    /** By what is in the index: several names of one manifest are followed once. */
    private Map<Descriptor, List<Keeper>> images(IndexSnapshot snapshot) {
        Map<Digest, Descriptor> roots = new LinkedHashMap<>();
        snapshot.roots().forEach(root -> roots.putIfAbsent(root.digest(), root));
        Map<Descriptor, List<Keeper>> images = new LinkedHashMap<>();
        roots.values().forEach(root -> images.put(root, new ArrayList<>(1)));
        for (IndexSnapshot.Entry entry : snapshot.named()) {
            Descriptor root = roots.get(entry.descriptor().digest());
            if (root != null) {
                images.getOrDefault(root, new ArrayList<>())
                        .add(new Keeper(Keeper.Type.IMAGE, entry.reference().toString()));
            }
        }
        images.forEach((root, names) -> {
            if (names.isEmpty()) {
                names.add(new Keeper(Keeper.Type.IMAGE, "unnamed@" + root.digest()));
            }
        });
        return images;
    }

    private void add(Digest digest, List<Keeper> its) {
        List<Keeper> present = keepers.get(digest);
        if (present == null) {
            keepers.put(digest, its); // shared by all that one image needs: most have no other
        } else if (present instanceof Several several) {
            several.all.addAll(its);
        } else {
            Several several = new Several();
            several.all.addAll(present);
            several.all.addAll(its);
            keepers.put(digest, several);
        }
    }

    List<Keeper> of(Digest digest) {
        return keepers.getOrDefault(digest, unknown);
    }

    /** Names of the images that need it, sorted. */
    List<String> images(Digest digest) {
        return keepers.getOrDefault(digest, List.of()).stream()
                .filter(keeper -> keeper.type() == Keeper.Type.IMAGE)
                .map(Keeper::name)
                .sorted()
                .toList();
    }

    /** Whether index or leases are others now. */
    boolean isOld(IndexSnapshot now, LeaseFiles leaseFiles) {
        return now != index || !leaseFiles.all().equals(leases);
    }

    /** Of a digest that several need, and so its own. */
    private static final class Several extends AbstractList<Keeper> {
        final List<Keeper> all = new ArrayList<>();

        @Override
        public Keeper get(int index) {
            return all.get(index);
        }

        @Override
        public int size() {
            return all.size();
        }
    }
}
