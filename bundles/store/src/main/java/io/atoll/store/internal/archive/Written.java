package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.store.internal.transfer.TransferLease;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is put into the store while nothing has a name yet: leased before it is looked for, and taken back if it comes to nothing. */
final class Written implements AutoCloseable {
    private final ImageStore store;
    private final TransferLease lease;
    private final Set<Digest> fresh = new LinkedHashSet<>();
    private boolean kept;

    Written(ImageStore store) {
        this.store = store;
        this.lease = new TransferLease(store, "load");
    }

    /** @return whether it is there: if not, it is going to be written */
    boolean has(Descriptor blob) {
        lease.hold(List.of(blob.digest()));
        boolean there = store.hasBlob(blob);
        if (!there) {
            fresh.add(blob.digest());
        }
        return there;
    }

    /** One whose name is only known now that it is there. */
    void blob(Digest digest) {
        lease.hold(List.of(digest));
        fresh.add(digest);
    }

    /** What is going to be extracted. */
    void layers(List<Digest> diffIds) {
        Set<Digest> keys = new LinkedHashSet<>(diffIds);
        keys.addAll(Layer.chainIds(diffIds));
        lease.hold(keys);
        keys.stream().filter(key -> !store.hasLayer(key)).forEach(fresh::add);
    }

    /** It has come to something. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        lease.close();
        if (!kept && !fresh.isEmpty()) {
            try {
                var unused = store.discard(fresh);
            } catch (AtollException e) {
                // Why it is taken back is told; this is found, and removed, as what nothing needs.
                System.getLogger(Written.class.getName())
                        .log(System.Logger.Level.WARNING, "cannot take back what was loaded", e);
            }
        }
    }
}
