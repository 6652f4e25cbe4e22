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

    /** Stores a configuration as a blob. */
    Descriptor putConfig(ImageConfig config);

    /** Stores a manifest as a blob; {@link #insert} makes it an image. */
    Descriptor putManifest(Manifest manifest);

    /** Stores an index as a blob; its manifests need not be in {@code index.json}. */
    Descriptor putIndex(Index index);

    /** The configuration of a manifest that has none: {@code {}}, stored. */
    Descriptor putEmptyConfig();

    Manifest readManifest(Descriptor manifest);

    Index readIndex(Descriptor index);

    ImageConfig readConfig(Descriptor config);

    /**
     * The layout's {@code index.json}.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND if there is none
     */
    Index index();

    /** The names there are, sorted. */
    List<String> tags();

    /** What has exactly this name. */
    Optional<Descriptor> find(String tag);

    /** Whether {@code index.json} has a manifest or index of this digest. */
    boolean hasManifest(Digest digest);

    /**
     * Adds a manifest or index to {@code index.json}, which is made if there is none. What had the name loses it; without a name, what is there already
     * is not added again.
     *
     * @return the descriptor as it is in the index
     * @throws io.atoll.api.AtollException NOT_FOUND if its blob is not in the layout
     */
    Descriptor insert(Descriptor manifest, @Nullable String tag, @Nullable Platform platform);

    /** The same, and everything else goes from {@code index.json}. */
    Descriptor replaceAll(Descriptor manifest, @Nullable String tag, @Nullable Platform platform);

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

    /** Removes blobs that nothing in {@code index.json} leads to, and what dead processes left. */
    io.atoll.api.store.Removed collectGarbage();

    /** Reads everything and says what is wrong. Changes nothing. */
    CheckReport check();

    /**
     * The same, and repairs: what is broken is moved to {@code quarantine/} in the layout, what is missing is fetched again, what nothing needs stays.
     *
     * @param source where missing blobs come from
     */
    CheckReport repair(BlobSource source);

    @Override
    void close();
}
