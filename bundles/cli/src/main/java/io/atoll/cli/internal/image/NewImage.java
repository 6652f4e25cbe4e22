package io.atoll.cli.internal.image;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Lease;
import io.atoll.api.store.StoredImage;
import io.atoll.json.OciJson;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts an image into the store whose layers are there already.
 *
 * @param purpose of the lease
 */
record NewImage(ImageStore images, String purpose) {
    private static final Duration LEASE = Duration.ofMinutes(30);
    private static final String UNNAMED = "imported";

    /**
     * Stores configuration and manifest, extracts the layers (which checks them), and names it.
     *
     * @param reference null to call it by its digest
     */
    StoredImage name(ImageDraft draft, List<LayerBlob> layers, @Nullable Reference reference) {
        byte[] config = OciJson.toJson(draft.config());
        Descriptor configBlob = descriptor(MediaTypes.OCI_CONFIG, config);
        Manifest manifest = draft.manifest(configBlob);
        byte[] document = OciJson.toJson(manifest);
        Descriptor manifestBlob = descriptor(MediaTypes.OCI_MANIFEST, document);
        List<Digest> needed = new ArrayList<>(List.of(configBlob.digest(), manifestBlob.digest()));
        for (LayerBlob layer : layers) {
            needed.add(layer.descriptor().digest());
            needed.add(layer.diffId());
        }
        Lease lease = images.lease(purpose + "/" + UUID.randomUUID(), needed, LEASE);
        try {
            for (LayerBlob layer : layers) {
                images.layer(layer.descriptor(), layer.diffId());
            }
            write(configBlob, config);
            write(manifestBlob, document);
            Reference name = reference != null ? reference : new Reference(null, UNNAMED, null, manifestBlob.digest());
            return images.tag(name, manifestBlob);
        } finally {
            lease.close();
        }
    }

    private void write(Descriptor blob, byte[] bytes) {
        try (BlobWriter writer = images.newBlob(blob)) {
            writer.write(ByteBuffer.wrap(bytes));
            writer.commit();
        }
    }

    private static Descriptor descriptor(String mediaType, byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Descriptor(mediaType, Digest.sha256(HexFormat.of().formatHex(hash)), bytes.length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
