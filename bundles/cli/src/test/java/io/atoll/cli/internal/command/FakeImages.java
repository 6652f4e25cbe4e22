package io.atoll.cli.internal.command;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Keeper;
import io.atoll.api.store.Layer;
import io.atoll.api.store.Lease;
import io.atoll.api.store.Removed;
import io.atoll.api.store.StoredImage;
import io.atoll.api.store.StoredItem;
import io.atoll.json.OciJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Images by name, nothing else. */
final class FakeImages implements ImageStore {
    final List<StoredImage> all = new ArrayList<>();
    final List<StoredItem> items = new ArrayList<>();
    final List<CheckReport.Finding> findings = new ArrayList<>();
    final Map<Digest, byte[]> blobs = new HashMap<>();
    final Set<String> leased = new HashSet<>();
    final Set<Digest> missing = new HashSet<>();

    @Nullable
    AtollException removal;

    byte[] content = {};
    final List<BlobSource> sources = new ArrayList<>();

    StoredImage put(String reference, String digit, String... layerTypes) {
        return put(Platform.host(), reference, digit, layerTypes);
    }

    /** Several of one name are an index. */
    StoredImage put(Platform platform, String reference, String digit, String... layerTypes) {
        return put(
                reference,
                digit,
                ImageConfig.builder(platform)
                        .env(List.of("A=1"))
                        .cmd(List.of("sh"))
                        .build(),
                layerTypes);
    }

    StoredImage put(String reference, String digit, ImageConfig its, String... layerTypes) {
        List<Descriptor> layers = new ArrayList<>();
        for (String type : layerTypes) {
            layers.add(new Descriptor(type, digest("a" + layers.size()), 1000));
        }
        Descriptor config = new Descriptor(MediaTypes.OCI_CONFIG, digest("c"), 500);
        StoredImage image = new StoredImage(
                Reference.parse(reference),
                new Descriptor(MediaTypes.OCI_MANIFEST, digest(digit), 300),
                new Manifest(MediaTypes.OCI_MANIFEST, config, layers),
                its);
        all.add(image);
        return image;
    }

    static Digest digest(String start) {
        return Digest.sha256((start + "0".repeat(64)).substring(0, 64));
    }

    static Digest sha256(byte[] content) {
        try {
            return Digest.sha256(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public List<StoredImage> images() {
        return List.copyOf(all);
    }

    @Override
    public Optional<StoredImage> find(Reference reference, Platform platform) {
        return all.stream()
                .filter(image -> image.reference().equals(reference))
                .min(Comparator.comparingInt(
                        image -> platform.distance(image.config().platform()).orElse(Integer.MAX_VALUE)));
    }

    @Override
    public Removed remove(StoredImage image) {
        if (removal != null) {
            throw removal;
        }
        all.remove(image);
        return new Removed(1, 1, 1);
    }

    @Override
    public StoredImage tag(Reference reference, Descriptor root) {
        Optional<StoredImage> other = all.stream()
                .filter(image -> image.root().digest().equals(root.digest()))
                .findFirst();
        all.removeIf(image -> image.reference().equals(reference));
        Descriptor named = root.withRefName(reference.toString());
        if (!MediaTypes.isIndex(root.mediaType())) {
            StoredImage same = other.orElseThrow();
            StoredImage image =
                    new StoredImage(reference, root, same.descriptor(), same.manifest(), same.config(), same.problem());
            all.add(image);
            return image;
        }
        StoredImage image = OciJson.index(readBlob(root), "index").manifests().stream()
                .flatMap(entry ->
                        all.stream().filter(one -> one.descriptor().digest().equals(entry.digest())))
                .findFirst()
                .map(first ->
                        new StoredImage(reference, named, first.descriptor(), first.manifest(), first.config(), null))
                .orElse(StoredImage.broken(reference, named, "the index lists no image"));
        all.add(image);
        return image;
    }

    @Override
    public boolean hasBlob(Descriptor blob) {
        return blobs.containsKey(blob.digest()) || (!missing.contains(blob.digest()) && isOfAnImage(blob));
    }

    private boolean isOfAnImage(Descriptor blob) {
        return all.stream()
                .flatMap(image -> Stream.concat(
                        Stream.of(image.descriptor(), image.manifest().config()), image.manifest().layers().stream()))
                .anyMatch(one -> one.digest().equals(blob.digest()));
    }

    @Override
    public BlobWriter newBlob(Descriptor expected) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        return new BlobWriter() {
            @Override
            public void write(ByteBuffer bytes) {
                byte[] some = new byte[bytes.remaining()];
                bytes.get(some);
                written.writeBytes(some);
            }

            @Override
            public void commit() {
                blobs.put(expected.digest(), written.toByteArray());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public LayerWriter newLayer(LayerFormat format) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream openBlob(Descriptor blob) {
        return new ByteArrayInputStream(content);
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
        throw new UnsupportedOperationException();
    }

    @Override
    public Layer layer(Descriptor blob, Digest diffId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Layer> layers(StoredImage image) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Layer> layer(Digest diffId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Lease lease(String owner, Collection<Digest> digests) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Lease lease(String owner, Collection<Digest> digests, Duration lifetime) {
        leased.add(owner);
        return new Lease() {
            @Override
            public String owner() {
                return owner;
            }

            @Override
            public Set<Digest> digests() {
                return Set.copyOf(digests);
            }

            @Override
            public void close() {
                leased.remove(owner);
            }
        };
    }

    @Override
    public <E extends Exception> void exclusively(Digest digest, Work<E> work) throws E {
        work.run();
    }

    @Override
    public List<Lease> leases() {
        return List.of();
    }

    @Override
    public void contents(Consumer<? super StoredItem> visitor) {
        items.forEach(visitor);
    }

    @Override
    public Removed prune(Predicate<? super StoredImage> chosen, boolean dryRun, Consumer<? super StoredItem> visitor) {
        List<StoredImage> images = all.stream().filter(chosen).toList();
        List<StoredItem> gone = items.stream()
                .filter(item -> item.keptBy().stream()
                        .allMatch(keeper -> images.stream()
                                .anyMatch(image -> keeper.equals(new Keeper(
                                        Keeper.Type.IMAGE, image.reference().toString())))))
                .toList();
        gone.forEach(visitor);
        if (!dryRun) {
            all.removeAll(images);
            items.removeAll(gone);
        }
        return new Removed(
                gone.size(), 0, gone.stream().mapToLong(StoredItem::bytes).sum());
    }

    @Override
    public Removed discard(Collection<Digest> candidates) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Removed dropLayers(boolean dryRun, Consumer<? super StoredItem> visitor) {
        items.stream().filter(item -> item.kind() == StoredItem.Kind.LAYER).forEach(visitor);
        return new Removed(0, 1, 4096);
    }

    @Override
    public CheckReport check() {
        return new CheckReport(3, findings);
    }

    @Override
    public CheckReport repair(BlobSource source) {
        sources.add(source);
        return new CheckReport(
                3,
                findings.stream()
                        .map(f -> new CheckReport.Finding(f.kind(), f.path(), f.message(), f.neededBy(), true))
                        .toList());
    }
}
