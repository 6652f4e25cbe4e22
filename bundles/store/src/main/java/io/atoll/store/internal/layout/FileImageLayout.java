package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.layout.Cloned;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.layout.ImageLayout;
import io.atoll.api.layout.ResolvedImage;
import io.atoll.api.layout.UnnamedBlob;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.Removed;
import io.atoll.json.CanonicalText;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.TempSpace;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A layout in any directory. The work is {@link Layout}'s (the index), {@link Blobs}', {@link Resolver}'s, {@link LayoutCheck}'s, {@link LayoutClone}'s. */
final class FileImageLayout implements ImageLayout {
    private static final byte[] EMPTY = {'{', '}'};
    private static final String EMPTY_DATA = "e30=";
    private static final int MAX_TAG = 4096;

    private final Layout layout;
    private final Blobs blobs;
    private final DocumentReader documents;
    private final List<TempSpace> temps;
    private final Disk disk;
    private final Function<Path, FileImageLayout> others;

    /** @param temps of the layout, and of the blobs if they are elsewhere */
    FileImageLayout(
            Layout layout,
            List<TempSpace> temps,
            Disk disk,
            Syscalls syscalls,
            Function<Path, FileImageLayout> others) {
        this.layout = layout;
        this.temps = temps;
        this.blobs = new Blobs(layout, temps.getLast(), disk, syscalls);
        this.documents = new DocumentReader(blobs);
        this.disk = disk;
        this.others = others;
    }

    @Override
    public Path directory() {
        return layout.directory();
    }

    @Override
    public boolean hasBlob(Descriptor blob) {
        return blobs.has(blob);
    }

    @Override
    public InputStream openBlob(Descriptor blob) {
        return blobs.open(blob);
    }

    @Override
    public byte[] readBlob(Descriptor blob) {
        return blobs.read(blob);
    }

    @Override
    public BlobWriter newBlob(Descriptor expected) {
        return blobs.create(expected);
    }

    @Override
    public UnnamedBlob newBlob(String mediaType, String algorithm) {
        return blobs.create(mediaType, algorithm);
    }

    @Override
    public LayerWriter newLayer(LayerFormat format) {
        return blobs.createLayer(format);
    }

    @Override
    public Descriptor putBlob(String mediaType, byte[] content) {
        return blobs.put(mediaType, content);
    }

    @Override
    public Descriptor putJson(String mediaType, byte[] json) {
        try {
            return blobs.put(mediaType, Json.canonical(Json.parse(json, "the document to store")));
        } catch (IllegalArgumentException e) {
            throw new AtollException(
                    ErrorCode.INVALID, "the document has no canonical form: it holds %s".formatted(e.getMessage()), e);
        }
    }

    @Override
    public Descriptor putConfig(ImageConfig config) {
        return blobs.put(MediaTypes.OCI_CONFIG, OciJson.toJson(config));
    }

    @Override
    public Descriptor putManifest(Manifest manifest) {
        Descriptor stored = blobs.put(manifest.mediaType(), OciJson.toJson(manifest));
        return manifest.artifactType() == null ? stored : stored.withArtifactType(manifest.artifactType());
    }

    @Override
    public Descriptor putIndex(Index index) {
        return blobs.put(index.mediaType(), OciJson.toJson(index));
    }

    @Override
    public Descriptor putEmptyConfig() {
        Descriptor stored = blobs.put(MediaTypes.OCI_EMPTY, EMPTY);
        return new Descriptor(
                stored.mediaType(),
                stored.digest(),
                stored.size(),
                null,
                null,
                EMPTY_DATA,
                List.of(),
                stored.annotations());
    }

    @Override
    public Manifest readManifest(Descriptor manifest) {
        return documents.manifest(manifest);
    }

    @Override
    public Index readIndex(Descriptor index) {
        return documents.index(index);
    }

    @Override
    public ImageConfig readConfig(Descriptor config) {
        return documents.config(config);
    }

    @Override
    public Index index() {
        IndexSnapshot index = snapshot();
        return new Index(
                member(index, "mediaType", MediaTypes.OCI_INDEX),
                index.roots(),
                OciJson.annotations(index.members().get("annotations")));
    }

    private static String member(IndexSnapshot index, String name, String otherwise) {
        CanonicalText text = index.members().get(name);
        return text == null || text.string().isEmpty() ? otherwise : text.string();
    }

    /** @throws AtollException NOT_FOUND if there is none */
    private IndexSnapshot snapshot() {
        IndexSnapshot index = layout.index();
        if (!index.isPresent()) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND, "cannot find the image index (index.json) in %s".formatted(directory()));
        }
        return index;
    }

    @Override
    public List<String> tags() {
        return layout.index().names();
    }

    @Override
    public Optional<Descriptor> find(String tag) {
        return layout.index().find(tag).map(IndexEntry::require);
    }

    @Override
    public boolean hasManifest(Digest digest) {
        return layout.index().entries().stream().anyMatch(entry -> entry.has(digest));
    }

    @Override
    public Descriptor insert(Descriptor manifest, @Nullable String tag, @Nullable Platform platform) {
        Descriptor named = prepare(manifest, tag, platform);
        IndexSnapshot now = layout.update(index -> {
            requireBlob(named);
            if (tag == null) {
                return isListed(index, named) ? index : index.with(named);
            }
            return index.without(entry -> entry.name().equals(tag)).with(named);
        });
        // What was listed before may say more of itself.
        return tag != null
                ? named
                : now.entries().stream()
                        .filter(entry -> isSame(entry, named))
                        .findFirst()
                        .map(IndexEntry::require)
                        .orElse(named);
    }

    private static boolean isListed(IndexSnapshot index, Descriptor manifest) {
        return index.entries().stream().anyMatch(entry -> isSame(entry, manifest));
    }

    private static boolean isSame(IndexEntry entry, Descriptor manifest) {
        return entry.has(manifest.digest())
                && (manifest.platform() == null
                        || manifest.platform().equals(entry.descriptor().platform()));
    }

    @Override
    public Descriptor replaceAll(Descriptor manifest, @Nullable String tag, @Nullable Platform platform) {
        Descriptor named = prepare(manifest, tag, platform);
        layout.update(index -> {
            requireBlob(named);
            return index.without(entry -> true).with(named);
        });
        return named;
    }

    private static Descriptor prepare(Descriptor manifest, @Nullable String tag, @Nullable Platform platform) {
        if (tag != null
                && (tag.isEmpty() || tag.length() > MAX_TAG || tag.chars().anyMatch(Character::isISOControl))) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "a manifest of an image layout cannot be named '%s': a name has 1 to %d characters, none of them control characters"
                            .formatted(tag.length() > 100 ? tag.substring(0, 100) + "…" : tag, MAX_TAG));
        }
        Descriptor named = manifest.withRefName(tag);
        return platform == null ? named : named.withPlatform(platform);
    }

    private void requireBlob(Descriptor blob) {
        if (!blobs.has(blob)) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "cannot add the image: its blob %s of %d bytes is not in %s"
                            .formatted(blob.digest(), blob.size(), directory()));
        }
    }

    @Override
    public Descriptor insert(ImageDraft image, @Nullable String tag, @Nullable Platform platform) {
        if (image.layers().size() != image.config().diffIds().size()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot add the image: it has %d layers but its configuration has %d diff-ids"
                            .formatted(
                                    image.layers().size(),
                                    image.config().diffIds().size()));
        }
        image.layers().stream().filter(layer -> layer.urls().isEmpty()).forEach(this::requireBlob);
        Descriptor manifest = putManifest(image.manifest(putConfig(image.config())));
        return insert(manifest, tag, platform == null ? image.config().platform() : platform);
    }

    @Override
    public boolean untag(String tag) {
        return remove(entry -> entry.name().equals(tag));
    }

    @Override
    public boolean remove(Digest manifest) {
        return remove(entry -> entry.has(manifest));
    }

    private boolean remove(Predicate<IndexEntry> gone) {
        boolean[] removed = {false};
        layout.update(index -> {
            IndexSnapshot left = index.without(gone);
            removed[0] = left != index;
            return left;
        });
        return removed[0];
    }

    @Override
    public ResolvedImage resolve(@Nullable String tag, Platform platform) {
        IndexSnapshot index = snapshot();
        List<Descriptor> roots;
        if (tag == null) {
            roots = index.roots();
            if (roots.isEmpty()) {
                throw new AtollException(
                        ErrorCode.NOT_FOUND, "the image index of %s contains no manifests".formatted(directory()));
            }
        } else {
            Descriptor named = index.find(tag)
                    .map(IndexEntry::require)
                    .orElseThrow(() -> new AtollException(
                            ErrorCode.NOT_FOUND,
                            "tag '%s' not found in the image index of %s".formatted(tag, directory())));
            if (!References.isManifest(named) && !named.mediaType().isEmpty()) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unexpected media type %s: '%s' in %s is no image"
                                .formatted(named.mediaType(), tag, directory()));
            }
            roots = List.of(named);
        }
        Resolver resolver = new Resolver(documents, platform);
        return resolver.resolve(roots)
                .orElseThrow(() -> new AtollException(
                        ErrorCode.NOT_FOUND,
                        "no manifest found for platform %s in %s; available: %s"
                                .formatted(platform, directory(), resolver.available())));
    }

    @Override
    public Cloned cloneTo(Path target) {
        LayoutClone.requireOther(directory(), target);
        try (FileImageLayout other = others.apply(target)) {
            return new LayoutClone(layout, blobs, other.layout, other.blobs).run();
        }
    }

    @Override
    public Removed collectGarbage() {
        return new LayoutGarbage(layout, blobs, temps, disk).collect();
    }

    @Override
    public CheckReport check() {
        return check(null);
    }

    @Override
    public CheckReport repair(BlobSource source) {
        return check(source);
    }

    private CheckReport check(@Nullable BlobSource source) {
        return new LayoutCheck(layout, blobs, temps, disk, true).run(source);
    }

    @Override
    public void close() {
        temps.forEach(TempSpace::close);
    }
}
