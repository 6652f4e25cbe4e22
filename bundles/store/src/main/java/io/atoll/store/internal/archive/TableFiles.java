package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.json.Json;
import io.atoll.store.internal.archive.ArchiveTable.Part;
import io.atoll.store.internal.disk.Hashes;
import io.atoll.store.internal.layout.VerifyingInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of an archive that can be seeked. */
final class TableFiles implements ArchiveFiles {
    private static final int BUFFER = 128 << 10;

    private final ArchiveTable table;
    private final String shown;
    /** What is not found by its digest's name: the files of old Docker archives, and the manifests made for them. */
    private final Map<Digest, Part> parts = new HashMap<>();

    private final Map<Digest, byte[]> added = new HashMap<>();
    private final Map<String, Descriptor> layers = new HashMap<>();

    /** @param shown the archive, for people */
    TableFiles(ArchiveTable table, String shown) {
        this.table = table;
        this.shown = shown;
    }

    @Override
    public byte @Nullable [] metadata(String name) {
        Part part = table.named(name);
        return part == null ? null : bytes(part, name);
    }

    private byte[] bytes(Part part, String name) {
        if (part.size() > Json.MAX_BYTES) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot read %s: '%s' has %d bytes, at most %d are supported"
                            .formatted(shown, name, part.size(), Json.MAX_BYTES));
        }
        try (InputStream in = table.open(part)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private AtollException unreadable(String name, IOException e) {
        return new AtollException(
                ErrorCode.CORRUPT, "cannot read '%s' of %s: %s".formatted(name, shown, e.getMessage()), e);
    }

    private @Nullable Part part(Digest digest) {
        Part known = parts.get(digest);
        return known == null ? table.named(ImageArchiveWriter.name(digest)) : known;
    }

    @Override
    public boolean hasBlob(Descriptor blob) {
        byte[] document = added.get(blob.digest());
        if (document != null) {
            return document.length == blob.size();
        }
        Part part = part(blob.digest());
        return part != null && part.size() == blob.size();
    }

    InputStream open(Descriptor blob) {
        byte[] document = added.get(blob.digest());
        if (document != null) {
            return new ByteArrayInputStream(document);
        }
        Part part = part(blob.digest());
        if (part == null) {
            throw new AtollException(ErrorCode.NOT_FOUND, "the blob %s is not in %s".formatted(blob.digest(), shown));
        }
        return new VerifyingInputStream(table.open(part), blob, shown);
    }

    @Override
    public byte[] readBlob(Descriptor blob) {
        if (blob.size() > Json.MAX_BYTES) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "the blob %s of %s cannot be a manifest or configuration: with %d bytes it is larger than %d"
                            .formatted(blob.digest(), shown, blob.size(), Json.MAX_BYTES));
        }
        try (InputStream in = open(blob)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw unreadable(blob.digest().toString(), e);
        }
    }

    private Part file(String name) {
        Part part = table.find(name);
        if (part == null) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "%s names the file '%s', which is not in %s".formatted(DockerManifest.FILE, name, shown));
        }
        return part;
    }

    @Override
    public Descriptor config(String name) {
        return hashed(MediaTypes.OCI_CONFIG, file(name), name);
    }

    @Override
    public Descriptor layer(String name, Digest diffId) {
        Descriptor known = layers.get(name);
        if (known != null) {
            return known;
        }
        Part part = file(name);
        String mediaType = LayerStart.mediaType(start(part, name))
                .orElseThrow(() -> new AtollException(
                        ErrorCode.UNSUPPORTED,
                        "the layer '%s' of %s is compressed in a way that images do not have: load the archive instead"
                                .formatted(name, shown)));
        Descriptor layer;
        if (mediaType.equals(MediaTypes.OCI_LAYER)) {
            // Whoever reads it finds out whether it is that.
            layer = new Descriptor(mediaType, diffId, part.size());
            parts.put(diffId, part);
        } else {
            layer = hashed(mediaType, part, name);
            layers.put(name, layer);
        }
        return layer;
    }

    private byte[] start(Part part, String name) {
        try (InputStream in = table.open(part)) {
            return in.readNBytes(LayerStart.LENGTH);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private Descriptor hashed(String mediaType, Part part, String name) {
        MessageDigest hash = Hashes.of("sha256", part.size());
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = table.open(part)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hash.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
        Digest digest = Digest.sha256(HexFormat.of().formatHex(hash.digest()));
        parts.put(digest, part);
        return new Descriptor(mediaType, digest, part.size());
    }

    @Override
    public Descriptor add(String mediaType, byte[] document) {
        MessageDigest hash = Hashes.of("sha256", document.length);
        hash.update(document);
        Digest digest = Digest.sha256(HexFormat.of().formatHex(hash.digest()));
        added.put(digest, document);
        return new Descriptor(mediaType, digest, document.length);
    }
}
