package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.json.OciJson;
import java.util.ArrayList;
import java.util.List;

/**
 * An archive of Docker's in its old form, which has no manifests: each image gets one. The configuration stays as it is, and so do the layers, compressed or not; the same archive makes the same
 * manifest everywhere.
 */
final class DockerArchive {
    private final ArchiveFiles files;

    DockerArchive(ArchiveFiles files) {
        this.files = files;
    }

    static boolean isOne(ArchiveFiles files) {
        return files.metadata(DockerManifest.FILE) != null;
    }

    /** The images, once for each name; without a name for one that has none. */
    List<Descriptor> images(byte[] list) {
        List<Descriptor> images = new ArrayList<>();
        for (DockerManifest.Image image : DockerManifest.parse(list)) {
            Descriptor manifest = manifest(image);
            if (image.names().isEmpty()) {
                images.add(manifest);
            }
            image.names().forEach(name -> images.add(manifest.withRefName(name)));
        }
        return images;
    }

    private Descriptor manifest(DockerManifest.Image image) {
        Descriptor config = files.config(image.config());
        List<Digest> diffIds =
                OciJson.config(files.readBlob(config), image.config()).diffIds();
        if (diffIds.size() != image.layers().size()) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "%s: the image %s has %d layers but its configuration names %d"
                            .formatted(
                                    DockerManifest.FILE,
                                    image.config(),
                                    image.layers().size(),
                                    diffIds.size()));
        }
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            layers.add(files.layer(image.layers().get(i), diffIds.get(i)));
        }
        Manifest manifest = new Manifest(MediaTypes.OCI_MANIFEST, config, layers);
        return files.add(MediaTypes.OCI_MANIFEST, OciJson.toJson(manifest));
    }
}
