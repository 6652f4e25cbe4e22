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
import java.util.function.Function;

/**
 * Puts an image into the store whose layers are there already.
 *
 * @param purpose of the lease
 */
public record NewImage(ImageStore images, String purpose) {
    private static final Duration LEASE = Duration.ofMinutes(30);

    /**
     * Stores configuration and manifest, extracts the layers (which checks them), and names it. Of Docker's media types if the layers below are.
     *
     * @param layers those that are new
     * @param name of an image with that manifest
     */
    public StoredImage name(ImageDraft draft, List<LayerBlob> layers, Function<Digest, Reference> name) {
        boolean docker = isDockers(draft.layers());
        byte[] config = OciJson.toJson(draft.config());
        Descriptor configBlob = descriptor(docker ? MediaTypes.DOCKER_CONFIG : MediaTypes.OCI_CONFIG, config);
        Manifest manifest = docker
                ? new Manifest(MediaTypes.DOCKER_MANIFEST, configBlob, draft.layers())
                : draft.manifest(configBlob);
        byte[] document = OciJson.toJson(manifest);
        Descriptor manifestBlob = descriptor(manifest.mediaType(), document);
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
            return images.tag(name.apply(manifestBlob.digest()), manifestBlob);
        } finally {
            lease.close();
        }
    }

    /** Whether an image of these layers is of Docker's media types, which do not mix with OCI's. */
    public static boolean isDockers(List<Descriptor> layers) {
        return layers.stream().anyMatch(layer -> layer.mediaType().startsWith("application/vnd.docker."));
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
