package io.atoll.store.internal.layout;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.json.OciJson;

/** Reads documents, verified: their bytes by digest and size, what they are by the media type they were announced with. */
final class DocumentReader implements ImageDocuments {
    private final Blobs blobs;

    DocumentReader(Blobs blobs) {
        this.blobs = blobs;
    }

    @Override
    public boolean has(Descriptor document) {
        return blobs.has(document);
    }

    @Override
    public Descriptor typed(Descriptor document) {
        return document;
    }

    @Override
    public Manifest manifest(Descriptor manifest) {
        return OciJson.manifest(blobs.read(manifest), "manifest " + manifest.digest(), manifest.mediaType());
    }

    @Override
    public Index index(Descriptor index) {
        return OciJson.index(blobs.read(index), "index " + index.digest(), index.mediaType());
    }

    @Override
    public ImageConfig config(Descriptor config) {
        return OciJson.config(blobs.read(config), "configuration " + config.digest());
    }

    /** Whether it is the configuration of an image, and not of something else that is kept like one. */
    static boolean isImageConfig(Descriptor config) {
        return config.mediaType().equals(MediaTypes.OCI_CONFIG)
                || config.mediaType().equals(MediaTypes.DOCKER_CONFIG);
    }
}
