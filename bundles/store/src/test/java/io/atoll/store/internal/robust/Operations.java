package io.atoll.store.internal.robust;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What people do with a store, each thing announced before and acknowledged after. */
final class Operations {
    private final ImageStore store;
    private final Journal journal;
    private final Map<String, Lease> held = new HashMap<>();

    Operations(ImageStore store, Journal journal) {
        this.store = store;
        this.journal = journal;
    }

    /** As a registry client does it: lease, write what is missing, extract, name, give up the lease. */
    void pull(String name, SmallImage image) {
        pull(name, image, "one");
    }

    /** @param puller who else may be pulling the same has another */
    void pull(String name, SmallImage image, String puller) {
        String owner = "pull/" + puller + "/" + name;
        lease(owner, image.everything());
        try {
            image.blobs().forEach(this::write);
            for (int i = 0; i < image.layers().size(); i++) {
                extract(image, i);
            }
            write(image.manifest(), image.manifestBytes());
            tag(name, image);
        } finally {
            release(owner);
        }
    }

    /** The same, but the layers are extracted while their blobs come. */
    void stream(String name, SmallImage image) {
        String owner = "pull/stream/" + name;
        lease(owner, image.everything());
        try {
            image.blobs().forEach((blob, content) -> {
                int layer = image.layers().indexOf(blob);
                if (layer < 0) {
                    write(blob, content);
                } else if (!store.hasBlob(blob)) {
                    Digest diffId = image.diffIds().get(layer);
                    try (BlobWriter writer = store.newLayerBlob(blob, diffId)) {
                        fill(writer, content);
                    }
                    journal.extracted(diffId);
                }
            });
            // What a stream that was cut short by a failure left to do.
            for (int i = 0; i < image.layers().size(); i++) {
                extract(image, i);
            }
            write(image.manifest(), image.manifestBytes());
            tag(name, image);
        } finally {
            release(owner);
        }
    }

    /** Stores an image, and extracts nothing. */
    void load(String name, SmallImage image) {
        String owner = "pull/load/" + name;
        lease(owner, image.everything());
        try {
            image.blobs().forEach(this::write);
            write(image.manifest(), image.manifestBytes());
            tag(name, image);
        } finally {
            release(owner);
        }
    }

    /** Stores every image of an index, as a pull for all platforms does, and extracts the one for this machine. */
    void pullIndex(String name, SmallIndex index, String puller) {
        String owner = "pull/" + puller + "/" + name;
        lease(owner, index.everything());
        try {
            for (SmallImage image : index.images()) {
                image.blobs().forEach(this::write);
                write(image.manifest(), image.manifestBytes());
            }
            SmallImage mine = index.images().getFirst();
            for (int i = 0; i < mine.layers().size(); i++) {
                extract(mine, i);
            }
            write(index.descriptor(), index.bytes());
            tag(name, index.descriptor());
        } finally {
            release(owner);
        }
    }

    /** Writes an image's layers as a builder does, and never comes to naming them. */
    void pack(SmallImage image) {
        for (Digest diffId : image.diffIds()) {
            byte[] archive = Objects.requireNonNull(image.archives().get(diffId));
            try (LayerWriter writer = store.newLayer(new LayerFormat.Gzip())) {
                writer.archive().write(archive, 0, archive.length / 2);
                writer.archive().write(archive, archive.length / 2, archive.length - archive.length / 2);
                LayerBlob layer = writer.commit();
                // Whether it is still there is another matter: nobody holds it, and others may be collecting.
                if (!layer.diffId().equals(diffId)) {
                    throw new AssertionError("packed as " + layer);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void write(Descriptor blob, byte[] content) {
        if (store.hasBlob(blob)) {
            return;
        }
        try (BlobWriter writer = store.newBlob(blob)) {
            fill(writer, content);
        }
    }

    private static void fill(BlobWriter writer, byte[] content) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        int half = content.length / 2;
        writer.write(rest.slice(0, half));
        writer.write(rest.slice(half, content.length - half));
        writer.commit();
    }

    private void extract(SmallImage image, int layer) {
        Digest diffId = image.diffIds().get(layer);
        store.layer(image.layers().get(layer), diffId);
        journal.extracted(diffId);
    }

    void tag(String name, SmallImage image) {
        tag(name, image.manifest());
    }

    private void tag(String name, Descriptor root) {
        journal.tagging(name, root.digest());
        store.tag(Reference.parse(name), root);
        journal.tagged(name, root.digest());
    }

    void remove(String name) {
        journal.removing(name);
        store.find(Reference.parse(name)).ifPresent(store::remove);
        journal.removed(name);
    }

    void collectGarbage() {
        journal.collecting();
        store.collectGarbage();
    }

    void lease(String owner, Collection<Digest> digests) {
        journal.leasing(owner, digests);
        held.put(owner, store.lease(owner, digests));
        journal.leased(owner, digests);
    }

    void release(String owner) {
        Lease lease = held.remove(owner);
        if (lease != null) {
            journal.releasing(owner);
            lease.close();
            journal.released(owner);
        }
    }

    Set<String> held() {
        return Set.copyOf(held.keySet());
    }
}
