package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Lease;
import io.atoll.api.store.Removed;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageSet;
import io.atoll.store.internal.transfer.ImageWalk;
import io.atoll.store.internal.transfer.StoreImageSource;
import io.atoll.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** As much of an image store as loading an archive needs, in memory, and stricter: what is written or looked for is leased, and what is named is complete. */
final class MemoryStore {
    private final Map<Digest, byte[]> blobs = new HashMap<>();
    private final Map<String, Set<Digest>> leases = new HashMap<>();
    private final List<Digest> named = new ArrayList<>();
    private int writing;

    final ImageStore store = (ImageStore) Proxy.newProxyInstance(
            MemoryStore.class.getClassLoader(),
            new Class<?>[] {ImageStore.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "hasBlob" -> has((Descriptor) arguments[0]);
                case "newBlob" -> new Blob((Descriptor) arguments[0]);
                case "newLayer" -> new Layer((LayerFormat) arguments[0]);
                case "openBlob" -> new ByteArrayInputStream(read((Descriptor) arguments[0]));
                case "readBlob" -> read((Descriptor) arguments[0]);
                case "hasLayer" -> false;
                case "layers" -> layers((StoredImage) arguments[0]);
                case "lease" -> lease(String.valueOf(arguments[0]), (Collection<?>) arguments[1]);
                case "tag" -> tag((Reference) arguments[0], (Descriptor) arguments[1]);
                case "discard" -> discard((Collection<?>) arguments[0]);
                default -> throw new AssertionError(method.getName());
            });

    /** Digests of what got a name, in order. */
    List<Digest> named() {
        return List.copyOf(named);
    }

    /** That nothing is left open or leased, and nothing stored that has no name. */
    void checkClosed() {
        require(writing == 0, "writers are left open");
        require(leases.isEmpty(), "leases are left: " + leases.keySet());
        require(!named.isEmpty() || blobs.isEmpty(), "blobs are left that nothing needs: " + blobs.keySet());
    }

    private boolean has(Descriptor blob) {
        byte[] content = blobs.get(blob.digest());
        return content != null && content.length == blob.size();
    }

    private byte[] read(Descriptor blob) {
        byte[] content = blobs.get(blob.digest());
        if (content == null) {
            throw new AtollException(ErrorCode.NOT_FOUND, "the blob %s is not there".formatted(blob.digest()));
        }
        if (content.length != blob.size()) {
            throw new AtollException(ErrorCode.CORRUPT, "the blob %s has another size".formatted(blob.digest()));
        }
        return content;
    }

    private Lease lease(String owner, Collection<?> digests) {
        Set<Digest> all = new HashSet<>();
        digests.forEach(digest -> all.add((Digest) digest));
        leases.put(owner, all);
        return new Lease() {
            @Override
            public String owner() {
                return owner;
            }

            @Override
            public Set<Digest> digests() {
                return Set.copyOf(all);
            }

            @Override
            public void close() {
                leases.remove(owner);
            }
        };
    }

    private void requireLeased(Digest digest) {
        require(leases.values().stream().anyMatch(lease -> lease.contains(digest)), "not leased: " + digest);
    }

    private List<Object> layers(StoredImage image) {
        require(
                image.manifest().layers().size() == image.config().diffIds().size(),
                "an image is extracted that has not as many layers as diff-ids");
        image.config().diffIds().forEach(this::requireLeased);
        return List.of();
    }

    private StoredImage tag(Reference reference, Descriptor root) {
        ImageSet all = new ImageWalk(StoreImageSource.of(store, reference.toString(), List.of(root)))
                .walk(List.of(root), null);
        for (ImageSet.Blob blob : all.blobs()) {
            require(has(blob.descriptor()), "an image is named that is not complete");
            requireLeased(blob.descriptor().digest());
        }
        named.add(root.digest());
        return StoredImage.broken(reference, root, "nobody looks");
    }

    private Removed discard(Collection<?> candidates) {
        require(leases.isEmpty(), "what is leased cannot be taken back");
        if (named.isEmpty()) {
            blobs.keySet().removeAll(Set.copyOf(candidates));
        }
        return new Removed(0, 0, 0);
    }

    private final class Blob implements BlobWriter {
        private final Descriptor expected;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean closed;

        Blob(Descriptor expected) {
            requireLeased(expected.digest());
            this.expected = expected;
            writing++;
        }

        @Override
        public void write(ByteBuffer bytes) {
            byte[] all = new byte[bytes.remaining()];
            bytes.get(all);
            content.writeBytes(all);
        }

        @Override
        public void commit() {
            byte[] all = content.toByteArray();
            if (!expected.digest().equals(TestImages.sha256(all)) || all.length != expected.size()) {
                throw new AtollException(ErrorCode.CORRUPT, "not what was announced");
            }
            blobs.put(expected.digest(), all);
        }

        @Override
        public void close() {
            require(!closed, "a writer is closed twice");
            closed = true;
            writing--;
        }
    }

    private final class Layer implements LayerWriter {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean closed;

        Layer(LayerFormat format) {
            require(format instanceof LayerFormat.Plain, "what is loaded stays as it is");
            writing++;
        }

        @Override
        public OutputStream archive() {
            return content;
        }

        @Override
        public LayerBlob commit() {
            byte[] all = content.toByteArray();
            Digest digest = TestImages.sha256(all);
            blobs.put(digest, all);
            return new LayerBlob(new Descriptor(new LayerFormat.Plain().mediaType(), digest, all.length), digest);
        }

        @Override
        public void close() {
            require(!closed, "a writer is closed twice");
            closed = true;
            writing--;
        }
    }
}
