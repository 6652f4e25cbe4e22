package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.transfer.ImageSet.Blob;
import io.atoll.api.transfer.ImageSet.Kind;
import io.atoll.api.transfer.TransferListener;
import io.atoll.json.Json;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.store.internal.tar.TarEntry;
import io.atoll.store.internal.tar.TarReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an archive in one pass, in whatever order it is: what is named by its digest, and in old archives all else, goes straight into the store, leased. */
final class LoadedFiles implements ArchiveFiles {
    private static final Set<String> METADATA = Set.of("oci-layout", "index.json", DockerManifest.FILE);
    private static final String BLOBS = "blobs/";
    private static final int REPORT = 256 << 10;

    private final ImageStore store;
    private final Written written;
    private final TransferListener listener;
    private final EntryNames names = new EntryNames();
    private final Map<String, byte[]> metadata = new HashMap<>();
    private final Map<String, Descriptor> files = new HashMap<>();

    LoadedFiles(ImageStore store, Written written, TransferListener listener) {
        this.store = store;
        this.written = written;
        this.listener = listener;
    }

    void readAll(TarReader tar) throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new AtollException(ErrorCode.UNAVAILABLE, "loading the archive was interrupted");
            }
            String name = names.file(entry);
            if (name != null) {
                read(tar, name, entry.size());
            }
        }
        tar.drain();
    }

    private void read(TarReader tar, String name, long size) throws IOException {
        if (METADATA.contains(name)) {
            metadata.put(name, bytes(tar, name, size));
        } else if (name.startsWith(BLOBS)) {
            files.put(name, blob(tar, digest(name), size));
        } else if (!isLegacy(name) && !metadata.containsKey("oci-layout")) {
            files.put(name, unnamed(tar));
        }
    }

    /** Of Docker before 1.10; and what is no image's in any case. */
    private static boolean isLegacy(String name) {
        return name.equals("repositories") || name.endsWith("/json") || name.endsWith("/VERSION");
    }

    private static byte[] bytes(TarReader tar, String name, long size) throws IOException {
        if (size > Json.MAX_BYTES) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot read the archive: '%s' has %d bytes, at most %d are supported"
                            .formatted(name, size, Json.MAX_BYTES));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tar.copyTo(bytes::write);
        return bytes.toByteArray();
    }

    private static Digest digest(String name) {
        String text = name.substring(BLOBS.length()).replaceFirst("/", ":");
        try {
            return Digest.parse(text);
        } catch (AtollException e) {
            throw new AtollException(
                    ErrorCode.INVALID, "cannot read the archive: '%s': %s".formatted(name, e.getMessage()), e);
        }
    }

    private Descriptor blob(TarReader tar, Digest digest, long size) throws IOException {
        Descriptor blob = new Descriptor("", digest, size);
        boolean there = written.has(blob);
        Blob told = new Blob(blob, Kind.LAYER);
        listener.blob(told, there);
        if (!there) {
            try (BlobWriter writer = store.newBlob(blob)) {
                Progress progress = new Progress(blob);
                tar.copyTo((buffer, offset, length) -> {
                    writer.write(ByteBuffer.wrap(buffer, offset, length));
                    progress.add(length);
                });
                writer.commit();
            }
            listener.complete(blob);
        }
        return blob;
    }

    private final class Progress {
        private final Descriptor blob;
        private long done;
        private long told;

        Progress(Descriptor blob) {
            this.blob = blob;
        }

        void add(int length) {
            done += length;
            if (done - told >= REPORT || done == blob.size()) {
                told = done;
                listener.copied(blob, done);
            }
        }
    }

    /** What it is called is known at its end. */
    private Descriptor unnamed(TarReader tar) throws IOException {
        try (LayerWriter writer = store.newLayer(new LayerFormat.Plain())) {
            OutputStream out = writer.archive();
            IOException[] failure = {null};
            tar.copyTo((buffer, offset, length) -> {
                try {
                    out.write(buffer, offset, length);
                } catch (IOException e) {
                    failure[0] = e;
                }
            });
            if (failure[0] != null) {
                throw failure[0];
            }
            Descriptor stored = writer.commit().descriptor();
            written.blob(stored.digest());
            return new Descriptor("", stored.digest(), stored.size());
        }
    }

    @Override
    public byte @Nullable [] metadata(String name) {
        return metadata.get(name);
    }

    @Override
    public boolean hasBlob(Descriptor blob) {
        // Not only what the archive has: what the store has was verified as well.
        return written.has(blob);
    }

    @Override
    public byte[] readBlob(Descriptor blob) {
        return store.readBlob(blob);
    }

    private Descriptor file(String name) {
        Descriptor file = files.get(names.resolve(name));
        if (file == null) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "%s names the file '%s', which is not in the archive".formatted(DockerManifest.FILE, name));
        }
        return file;
    }

    @Override
    public Descriptor config(String name) {
        Descriptor file = file(name);
        return new Descriptor(MediaTypes.OCI_CONFIG, file.digest(), file.size());
    }

    @Override
    public Descriptor layer(String name, Digest diffId) {
        Descriptor file = file(name);
        try {
            Optional<String> mediaType = LayerStart.mediaType(start(file));
            if (mediaType.isEmpty()) {
                return uncompressed(file);
            }
            if (mediaType.get().equals(MediaTypes.OCI_LAYER) && !file.digest().equals(diffId)) {
                throw new AtollException(
                        ErrorCode.CORRUPT,
                        "the layer '%s' of the archive is not what its image says: expected digest %s but found %s"
                                .formatted(name, diffId, file.digest()));
            }
            return new Descriptor(mediaType.get(), file.digest(), file.size());
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot read the layer '%s' of the archive: %s".formatted(name, e.getMessage()),
                    e);
        }
    }

    private byte[] start(Descriptor file) throws IOException {
        try (InputStream in = store.openBlob(file)) {
            return in.readNBytes(LayerStart.LENGTH);
        }
    }

    /** Images have no layers in bzip2 or xz; Docker's archives may. */
    private Descriptor uncompressed(Descriptor file) throws IOException {
        try (InputStream in = Decompression.open(store.openBlob(file));
                LayerWriter writer = store.newLayer(new LayerFormat.Plain())) {
            in.transferTo(writer.archive());
            Descriptor stored = writer.commit().descriptor();
            written.blob(stored.digest());
            return stored;
        }
    }

    @Override
    public Descriptor add(String mediaType, byte[] document) {
        try (LayerWriter writer = store.newLayer(new LayerFormat.Plain())) {
            writer.archive().write(document);
            Descriptor stored = writer.commit().descriptor();
            written.blob(stored.digest());
            return new Descriptor(mediaType, stored.digest(), stored.size());
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot store a manifest: " + e.getMessage(), e);
        }
    }
}
