package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Index;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.transfer.ImageArchives.Format;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSet.Document;
import io.atoll.api.transfer.ImageSet.Named;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.TransferListener;
import io.atoll.json.OciJson;
import io.atoll.store.internal.tar.TarEntry;
import io.atoll.store.internal.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes images into one archive, what explains the rest first: {@code oci-layout}, {@code index.json}, manifests, and then the blobs, so that a reader at the other end of a pipe
 * knows at once what each is. Everything once. One archive.
 */
public final class ImageArchiveWriter {
    /** Where containerd, so Docker, looks for the name in full: it takes {@code ref.name} for a tag. */
    static final String CONTAINERD_NAME = "io.containerd.image.name";

    static final byte[] LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER = 256 << 10;

    private final TarWriter tar;
    private final ImageSource source;
    private final TransferListener listener;

    public ImageArchiveWriter(OutputStream out, ImageSource source, TransferListener listener) {
        this.tar = new TarWriter(out);
        this.source = source;
        this.listener = listener;
    }

    /** @param place of the archive, for people */
    public void write(ImageSet images, Format format, String place) throws IOException {
        put("oci-layout", LAYOUT);
        put("index.json", index(images, format));
        if (format == Format.DOCKER) {
            put("manifest.json", DockerManifest.of(images, source));
        }
        // What people mean first, then what that refers to.
        for (Document document : images.documents().reversed()) {
            put(name(document.descriptor().digest()), document.bytes());
            listener.document(document.descriptor(), place);
        }
        for (ImageSet.Blob blob : images.blobs()) {
            listener.blob(blob, false);
            copy(blob.descriptor());
        }
        tar.finish();
    }

    static String name(Digest digest) {
        return "blobs/%s/%s".formatted(digest.algorithm(), digest.hex());
    }

    private static byte[] index(ImageSet images, Format format) {
        List<Descriptor> entries = images.images().stream()
                .map(image -> image.descriptor().withAnnotations(annotations(image, format)))
                .toList();
        return OciJson.toJson(new Index(MediaTypes.OCI_INDEX, entries));
    }

    private static Map<String, String> annotations(Named image, Format format) {
        Map<String, String> annotations = new HashMap<>();
        String name = image.name();
        if (name != null) {
            annotations.put(Descriptor.REF_NAME, name);
            if (format == Format.DOCKER) {
                annotations.put(CONTAINERD_NAME, name);
            }
        }
        return annotations;
    }

    private void put(String name, byte[] content) throws IOException {
        tar.begin(entry(name, content.length));
        tar.write(content, 0, content.length);
    }

    private void copy(Descriptor blob) throws IOException {
        try (InputStream in = source.openBlob(blob)) {
            tar.begin(entry(name(blob.digest()), blob.size()));
            byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, blob.size()))];
            long done = 0;
            for (int read = in.readNBytes(buffer, 0, buffer.length);
                    read > 0;
                    read = in.readNBytes(buffer, 0, buffer.length)) {
                tar.write(buffer, 0, read);
                done += read;
                listener.copied(blob, done);
            }
            if (done != blob.size()) {
                throw new AtollException(
                        ErrorCode.CORRUPT,
                        "the blob %s of %s is damaged: expected %d bytes but found %d"
                                .formatted(blob.digest(), source, blob.size(), done));
            }
        }
        listener.complete(blob);
    }

    private static TarEntry entry(String name, long size) {
        return new TarEntry(TarEntry.FILE, name, "", 0644, 0, 0, size, 0, 0, 0, 0, Map.of(), null);
    }
}
