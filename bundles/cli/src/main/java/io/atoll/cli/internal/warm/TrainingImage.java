package io.atoll.cli.internal.warm;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** The smallest image there is: one layer with nothing in it. */
final class TrainingImage {
    private static final int EMPTY_TAR = 1024;

    private TrainingImage() {}

    static void put(ImageStore store, Reference reference) {
        byte[] tar = new byte[EMPTY_TAR];
        Descriptor layer = write(store, MediaTypes.OCI_LAYER_GZIP, gzip(tar));
        Platform here = Platform.host();
        Descriptor config =
                write(store, MediaTypes.OCI_CONFIG, text("""
                {"architecture":"%s","os":"%s","config":{"Cmd":["/bin/true"]},"rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(here.architecture(), here.os(), digest(tar))));
        Descriptor manifest = write(store, MediaTypes.OCI_MANIFEST, text("""
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}""".formatted(
                        MediaTypes.OCI_MANIFEST, json(config), json(layer))));
        store.tag(reference, manifest);
    }

    private static Descriptor write(ImageStore store, String mediaType, byte[] bytes) {
        Descriptor descriptor = new Descriptor(mediaType, digest(bytes), bytes.length);
        try (BlobWriter writer = store.newBlob(descriptor)) {
            writer.write(ByteBuffer.wrap(bytes));
            writer.commit();
        }
        return descriptor;
    }

    private static String json(Descriptor descriptor) {
        return """
                {"mediaType":"%s","digest":"%s","size":%d}""".formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private static byte[] text(String text) {
        return text.strip().getBytes(StandardCharsets.UTF_8);
    }

    private static Digest digest(byte[] bytes) {
        try {
            return Digest.sha256(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
