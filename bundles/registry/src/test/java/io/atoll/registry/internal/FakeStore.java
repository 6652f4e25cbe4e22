package io.atoll.registry.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.api.store.Lease;
import io.atoll.api.store.Removed;
import io.atoll.api.store.StoredImage;
import io.atoll.api.store.StoredItem;
import io.atoll.json.OciJson;
import io.atoll.registry.internal.call.Digests;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** A store in memory that keeps its promises: verified blobs, verified layers, nothing half-written. */
final class FakeStore implements ImageStore {
    final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
    final Set<Digest> layers = ConcurrentHashMap.newKeySet();
    /** The diff-ids of layers that need those below them. */
    final Set<Digest> dependent = ConcurrentHashMap.newKeySet();

    final Map<String, StoredImage> images = new ConcurrentHashMap<>();
    final Map<String, Set<Digest>> leases = new ConcurrentHashMap<>();
    final AtomicInteger timedLeases = new AtomicInteger();
    private final Map<Digest, Object> flights = new ConcurrentHashMap<>();
    final Map<String, Set<Digest>> everLeased = new ConcurrentHashMap<>();

    @Override
    public List<StoredImage> images() {
        return List.copyOf(images.values());
    }

    @Override
    public Optional<StoredImage> find(Reference reference, Platform platform) {
        return Optional.ofNullable(images.get(reference.toString()));
    }

    @Override
    public StoredImage tag(Reference reference, Descriptor root) {
        List<Descriptor> found = new ArrayList<>();
        require(root, found);
        Descriptor first = found.getFirst();
        var manifest = OciJson.manifest(readBlob(first), "manifest");
        StoredImage image = new StoredImage(
                reference, root, first, manifest, OciJson.config(readBlob(manifest.config()), "config"), null);
        images.put(reference.toString(), image);
        return image;
    }

    /** Complete, or not named. */
    private void require(Descriptor document, List<Descriptor> manifests) {
        byte[] bytes = readBlob(document);
        if (MediaTypes.isIndex(document.mediaType())) {
            OciJson.index(bytes, "index").manifests().forEach(entry -> require(entry, manifests));
            return;
        }
        var manifest = OciJson.manifest(bytes, "manifest");
        readBlob(manifest.config());
        manifest.layers().stream().filter(layer -> layer.urls().isEmpty()).forEach(this::readBlob);
        manifests.add(document);
    }

    @Override
    public Removed remove(StoredImage image) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasBlob(Descriptor blob) {
        byte[] bytes = blobs.get(blob.digest());
        return bytes != null && bytes.length == blob.size();
    }

    @Override
    public BlobWriter newBlob(Descriptor expected) {
        return new BlobWriter() {
            private final ByteArrayOutputStream out = new ByteArrayOutputStream();

            @Override
            public void write(ByteBuffer buffer) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                out.writeBytes(bytes);
                if (out.size() > expected.size()) {
                    throw corrupt("expected %d bytes but found more".formatted(expected.size()));
                }
            }

            @Override
            public void commit() {
                Digests.check(expected.digest(), out.toByteArray(), "cannot store blob");
                if (out.size() != expected.size()) {
                    throw corrupt("expected %d bytes but found %d".formatted(expected.size(), out.size()));
                }
                blobs.put(expected.digest(), out.toByteArray());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public BlobWriter newLayerBlob(Descriptor expected, Digest diffId) {
        BlobWriter blob = newBlob(expected);
        return new BlobWriter() {
            @Override
            public void write(ByteBuffer bytes) {
                blob.write(bytes);
            }

            @Override
            public void commit() {
                blob.commit();
                if (!dependent.contains(diffId)) {
                    try {
                        layer(expected, diffId);
                    } catch (AtollException e) {
                        blobs.remove(expected.digest());
                        throw e;
                    }
                }
            }

            @Override
            public void close() {
                blob.close();
            }
        };
    }

    @Override
    public LayerWriter newLayer(LayerFormat format) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream openBlob(Descriptor blob) {
        return new ByteArrayInputStream(readBlob(blob));
    }

    @Override
    public byte[] readBlob(Descriptor blob) {
        byte[] bytes = blobs.get(blob.digest());
        if (bytes == null) {
            throw new AtollException(ErrorCode.NOT_FOUND, "no blob " + blob.digest());
        }
        return bytes;
    }

    @Override
    public boolean hasLayer(Digest diffId) {
        return layers.contains(diffId);
    }

    @Override
    public Layer layer(Descriptor blob, Digest diffId) {
        byte[] bytes = readBlob(blob);
        if (blob.mediaType().endsWith("gzip")) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                bytes = in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Digests.check(diffId, bytes, "cannot extract");
        if (dependent.contains(diffId)) {
            throw new AtollException(ErrorCode.CONFLICT, "not by itself");
        }
        layers.add(diffId);
        return new Layer(diffId, Path.of("/nowhere"));
    }

    @Override
    public List<Layer> layers(StoredImage image) {
        List<Digest> diffIds = image.config().diffIds();
        List<Layer> all = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            if (dependent.contains(diffIds.get(i))) {
                Digest key = Layer.chainIds(diffIds).get(i);
                layers.add(key);
                all.add(new Layer(key, Path.of("/nowhere")));
            } else {
                all.add(layer(image.manifest().layers().get(i), diffIds.get(i)));
            }
        }
        return all;
    }

    @Override
    public Optional<Layer> layer(Digest diffId) {
        return hasLayer(diffId) ? Optional.of(new Layer(diffId, Path.of("/nowhere"))) : Optional.empty();
    }

    @Override
    public Lease lease(String owner, Collection<Digest> digests) {
        Set<Digest> held = Set.copyOf(digests);
        leases.put(owner, held);
        everLeased.put(owner, held);
        return new Lease() {
            @Override
            public String owner() {
                return owner;
            }

            @Override
            public Set<Digest> digests() {
                return held;
            }

            @Override
            public void close() {
                leases.remove(owner, held);
            }
        };
    }

    @Override
    public Lease lease(String owner, Collection<Digest> digests, Duration lifetime) {
        timedLeases.incrementAndGet();
        return lease(owner, digests);
    }

    @Override
    public <E extends Exception> void exclusively(Digest digest, Work<E> work) throws E {
        synchronized (flights.computeIfAbsent(digest, key -> new Object())) {
            work.run();
        }
    }

    @Override
    public List<Lease> leases() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void contents(Consumer<? super StoredItem> visitor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Removed prune(Predicate<? super StoredImage> its, boolean dryRun, Consumer<? super StoredItem> visitor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Removed discard(Collection<Digest> candidates) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Removed dropLayers(boolean dryRun, Consumer<? super StoredItem> visitor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CheckReport check() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CheckReport repair(BlobSource source) {
        throw new UnsupportedOperationException();
    }

    private static AtollException corrupt(String message) {
        return new AtollException(ErrorCode.CORRUPT, message);
    }
}
