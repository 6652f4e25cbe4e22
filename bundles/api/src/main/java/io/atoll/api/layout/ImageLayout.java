package io.atoll.api.layout;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.Platform;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.Removed;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One OCI image layout. Several threads and processes may use one directory at once; changes of {@code index.json} are atomic, durable, and never lose
 * another's. What is written as JSON is canonical (RFC 8785). Sizes and digests are verified on every read (AtollException CORRUPT).
 */
@ProviderType
public interface ImageLayout extends AutoCloseable {
    Path directory();

    /** Whether the blob is there, of this size. */
    boolean hasBlob(Descriptor blob);

    /** Opens a blob; the end of a wrong one is an AtollException CORRUPT. */
    InputStream openBlob(Descriptor blob);

    /** Reads a small blob (at most 4 MiB) and verifies it. */
    byte[] readBlob(Descriptor blob);

    /** Starts writing a blob that is known: it appears only if it is what was expected. */
    BlobWriter newBlob(Descriptor expected);

    /**
     * Starts writing a blob that is not known yet.
     *
     * @param algorithm {@code sha256} or {@code sha512}
     */
    UnnamedBlob newBlob(String mediaType, String algorithm);

    /** Starts writing a layer. */
    LayerWriter newLayer(LayerFormat format);

    /** Stores a blob. */
    Descriptor putBlob(String mediaType, byte[] content);

    /**
     * Stores a JSON document in its canonical form.
     *
     * @throws io.atoll.api.AtollException CORRUPT if it is no JSON; INVALID if it has no canonical form
     */
    Descriptor putJson(String mediaType, byte[] json);

    /** Stores a configuration as a blob. */
    Descriptor putConfig(ImageConfig config);

    /** Stores a manifest as a blob; {@link #insert} makes it an image. */
    Descriptor putManifest(Manifest manifest);

    /** Stores an index as a blob; its manifests need not be in {@code index.json}. */
    Descriptor putIndex(Index index);

    /**
     * The configuration of a manifest that has none: {@code {}}, stored (image-spec 1.1 manifest.md#guidance-for-an-empty-descriptor). It carries its data.
     */
    Descriptor putEmptyConfig();

    Manifest readManifest(Descriptor manifest);

    Index readIndex(Descriptor index);

    ImageConfig readConfig(Descriptor config);

    /**
     * The layout's {@code index.json}. Descriptors in it that are damaged are left out; {@link #check} tells of them.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND if there is none
     */
    Index index();

    /** The names there are, sorted. */
    List<String> tags();

    /**
     * What has exactly this name.
     *
     * @throws io.atoll.api.AtollException CORRUPT if its descriptor is damaged
     */
    Optional<Descriptor> find(String tag);

    /** Whether {@code index.json} has a manifest or index of this digest. */
    boolean hasManifest(Digest digest);

    /**
     * Adds a manifest or index to {@code index.json}, which is made if there is none. What had the name loses it; without a name, what is there already
     * is not added again.
     *
     * @param tag {@code org.opencontainers.image.ref.name}; null for none
     * @param platform null leaves the descriptor's
     * @return the descriptor as it is in the index
     * @throws io.atoll.api.AtollException NOT_FOUND if its blob is not in the layout; INVALID if this cannot be a name
     */
    Descriptor insert(Descriptor manifest, @Nullable String tag, @Nullable Platform platform);

    /** As {@link #insert(Descriptor, String, Platform)}, and everything else goes from {@code index.json}. */
    Descriptor replaceAll(Descriptor manifest, @Nullable String tag, @Nullable Platform platform);

    /**
     * Stores an image's configuration and manifest, and adds it as {@link #insert(Descriptor, String, Platform)} does.
     *
     * @param platform null for the configuration's
     * @throws io.atoll.api.AtollException NOT_FOUND if the blob of a layer is not in the layout; INVALID if there are not as many layers as diff-ids
     */
    Descriptor insert(ImageDraft image, @Nullable String tag, @Nullable Platform platform);

    /** Takes a name away; its blobs stay until they are collected. */
    boolean untag(String tag);

    /** Takes every descriptor of this digest out of {@code index.json}. */
    boolean remove(Digest manifest);

    /**
     * The image for a platform: of what has the name, or of everything there is. Indexes are followed, nested ones too; the best match wins
     * (variants, image-spec 1.1 image-index.md); of a manifest without a platform, its configuration's counts.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND if the name, or anything for the platform, is not there; the message says what is
     */
    ResolvedImage resolve(@Nullable String tag, Platform platform);

    /**
     * Copies everything {@code index.json} leads to into another layout, sharing the disk's blocks where the file system can; what is there already is not
     * copied again.
     *
     * @param target made if it is not there
     */
    Cloned cloneTo(Path target);

    /**
     * Removes blobs that nothing in {@code index.json} leads to, and what dead processes left. Blobs that were written since another process that is still
     * writing to this layout began to are kept; whoever relies on older ones inserts what refers to them first.
     */
    Removed collectGarbage();

    /** Reads everything and says what is wrong. Changes nothing. */
    CheckReport check();

    /**
     * The same, and repairs: what is broken is moved to {@code quarantine/} in the layout, never deleted; what is missing is fetched again; what nothing
     * needs stays.
     *
     * @param source where missing blobs come from
     */
    CheckReport repair(BlobSource source);

    @Override
    void close();
}
