package io.atoll.registry.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Manifest;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSource;
import io.atoll.json.OciJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An OCI layout that others made. */
final class LayoutSource implements ImageSource {
    private final Path layout;

    LayoutSource(Path layout) {
        this.layout = layout;
    }

    /** Its one image. */
    ImageSet set() throws IOException {
        Descriptor root = OciJson.index(Files.readAllBytes(layout.resolve("index.json")), "index")
                .manifests()
                .getFirst();
        byte[] bytes = Files.readAllBytes(path(root));
        Manifest manifest = OciJson.manifest(bytes, "manifest");
        List<ImageSet.Blob> blobs = new ArrayList<>();
        blobs.add(new ImageSet.Blob(manifest.config(), ImageSet.Kind.CONFIG));
        manifest.layers().forEach(layer -> blobs.add(new ImageSet.Blob(layer, ImageSet.Kind.LAYER)));
        return new ImageSet(
                List.of(new ImageSet.Named(root, null)), List.of(new ImageSet.Document(root, bytes)), blobs);
    }

    private Path path(Descriptor blob) {
        return layout.resolve("blobs").resolve("sha256").resolve(blob.digest().hex());
    }

    @Override
    public List<Descriptor> images() {
        return List.of();
    }

    @Override
    public byte[] readDocument(Descriptor document) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream openBlob(Descriptor blob) {
        try {
            return Files.newInputStream(path(blob));
        } catch (IOException e) {
            throw new AtollException(ErrorCode.NOT_FOUND, "no such blob: " + blob.digest(), e);
        }
    }

    @Override
    public String toString() {
        return "oci:" + layout;
    }

    @Override
    public void close() {}
}
