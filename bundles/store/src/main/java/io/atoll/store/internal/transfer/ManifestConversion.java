package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.transfer.ImageConverter.Types;
import io.atoll.api.transfer.ImageSet.Document;
import io.atoll.json.OciJson;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes the manifests and indexes of converted layers. What changes nothing stays the document it was, byte for byte. */
final class ManifestConversion {
    private static final List<String> OF_COMPRESSION =
            List.of("io.github.containers.zstd-chunked.", "containerd.io/snapshot/stargz/", "io.containers.estargz.");

    private final ImageStore store;
    private final TransferLease lease;
    private final LayerConversion conversion;
    private final Map<Digest, Descriptor> layers;

    ManifestConversion(
            ImageStore store, TransferLease lease, LayerConversion conversion, Map<Digest, Descriptor> layers) {
        this.store = store;
        this.lease = lease;
        this.conversion = conversion;
        this.layers = layers;
    }

    /** @param converted what the documents it refers to have become */
    Descriptor convert(Document document, Map<Digest, Descriptor> converted) {
        Descriptor descriptor = document.descriptor();
        return MediaTypes.isIndex(descriptor.mediaType())
                ? index(descriptor, document.bytes(), converted)
                : manifest(descriptor, document.bytes());
    }

    private Descriptor manifest(Descriptor descriptor, byte[] bytes) {
        Manifest manifest = OciJson.manifest(bytes, "manifest " + descriptor.digest(), descriptor.mediaType());
        if (!isImage(manifest)) {
            return descriptor;
        }
        List<Descriptor> become =
                manifest.layers().stream().map(layer -> layer(layer, manifest)).toList();
        Manifest result = new Manifest(
                typed(manifest.mediaType(), MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST),
                manifest.artifactType(),
                typed(manifest.config(), MediaTypes.OCI_CONFIG, MediaTypes.DOCKER_CONFIG),
                become,
                manifest.subject(),
                conversion.types() == Types.DOCKER ? Map.of() : manifest.annotations());
        return result.equals(manifest) ? descriptor : store(descriptor, result.mediaType(), OciJson.toJson(result));
    }

    private Descriptor layer(Descriptor layer, Manifest manifest) {
        Descriptor become = layers.getOrDefault(layer.digest(), layer);
        boolean same = become.digest().equals(layer.digest());
        if (same && conversion.types() == null) {
            return layer;
        }
        Types its = manifest.mediaType().equals(MediaTypes.DOCKER_MANIFEST) ? Types.DOCKER : Types.OCI;
        Types types = conversion.types() == null ? its : conversion.types();
        return LayerConversion.typed(same ? layer : become.withAnnotations(stillTrue(layer.annotations())), types);
    }

    /** Not the tables of contents that some ways of compressing have. */
    private static Map<String, String> stillTrue(Map<String, String> annotations) {
        Map<String, String> left = new HashMap<>(annotations);
        left.keySet().removeIf(key -> OF_COMPRESSION.stream().anyMatch(key::startsWith));
        return left;
    }

    private static boolean isImage(Manifest manifest) {
        String type = manifest.config().mediaType();
        return type.equals(MediaTypes.OCI_CONFIG) || type.equals(MediaTypes.DOCKER_CONFIG);
    }

    private Descriptor index(Descriptor descriptor, byte[] bytes, Map<Digest, Descriptor> converted) {
        Index index = OciJson.index(bytes, "index " + descriptor.digest(), descriptor.mediaType());
        List<Descriptor> become =
                index.manifests().stream().map(child -> child(child, converted)).toList();
        Index result = new Index(
                typed(index.mediaType(), MediaTypes.OCI_INDEX, MediaTypes.DOCKER_LIST),
                become,
                conversion.types() == Types.DOCKER ? Map.of() : index.annotations());
        return result.equals(index) ? descriptor : store(descriptor, result.mediaType(), OciJson.toJson(result));
    }

    /** Attestations say by an annotation which image they are about: it is another now. */
    private static Descriptor child(Descriptor child, Map<Digest, Descriptor> converted) {
        Descriptor now = Objects.requireNonNull(converted.get(child.digest()));
        Map<String, String> annotations = new HashMap<>(child.annotations());
        converted.forEach((old, become) -> annotations.replaceAll(
                (key, value) -> value.equals(old.toString()) ? become.digest().toString() : value));
        return new Descriptor(
                now.mediaType(),
                now.digest(),
                now.size(),
                child.platform(),
                child.artifactType(),
                null,
                List.of(),
                annotations);
    }

    private Descriptor typed(Descriptor descriptor, String oci, String docker) {
        String type = typed(descriptor.mediaType(), oci, docker);
        return type.equals(descriptor.mediaType())
                ? descriptor
                : new Descriptor(type, descriptor.digest(), descriptor.size())
                        .withAnnotations(descriptor.annotations());
    }

    private String typed(String type, String oci, String docker) {
        Types types = conversion.types();
        return types == null ? type : types == Types.OCI ? oci : docker;
    }

    private Descriptor store(Descriptor old, String mediaType, byte[] json) {
        try (LayerWriter writer = store.newLayer(new LayerFormat.Plain())) {
            writer.archive().write(json);
            Descriptor stored = writer.commit().descriptor();
            lease.hold(List.of(stored.digest()));
            return new Descriptor(mediaType, stored.digest(), stored.size(), old.platform(), Map.of());
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot store a manifest: " + e.getMessage(), e);
        }
    }
}
