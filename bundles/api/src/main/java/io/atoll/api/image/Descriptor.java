package io.atoll.api.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refers to content by type, digest and size (image-spec 1.1 descriptor.md).
 *
 * @param size in bytes, not negative
 * @param platform what it runs on, in an index; else null
 * @param artifactType what the artifact is that it refers to, or null
 * @param data the content itself, base64, or null; readers need not believe it
 * @param urls where else the content is, as for layers that may not be distributed
 * @param annotations never null, unmodifiable
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        @Nullable Platform platform,
        @Nullable String artifactType,
        @Nullable String data,
        List<String> urls,
        Map<String, String> annotations) {
    /** The annotation that names an image in an OCI layout's index. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";

    /** @throws AtollException INVALID if the size is negative */
    public Descriptor {
        if (size < 0) {
            throw new AtollException(
                    ErrorCode.INVALID, "invalid descriptor of %s: its size is negative (%d)".formatted(digest, size));
        }
        urls = List.copyOf(urls);
        annotations = Map.copyOf(annotations);
    }

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, null, Map.of());
    }

    public Descriptor(
            String mediaType, Digest digest, long size, @Nullable Platform platform, Map<String, String> annotations) {
        this(mediaType, digest, size, platform, null, null, List.of(), annotations);
    }

    /** The name it has in a layout's index, or empty. */
    public String refName() {
        return annotations.getOrDefault(REF_NAME, "");
    }

    /** The same under another name in a layout's index. */
    public Descriptor withRefName(@Nullable String name) {
        Map<String, String> named = new HashMap<>(annotations);
        if (name == null) {
            named.remove(REF_NAME);
        } else {
            named.put(REF_NAME, name);
        }
        return withAnnotations(named);
    }

    /** The same with these annotations only. */
    public Descriptor withAnnotations(Map<String, String> others) {
        return new Descriptor(mediaType, digest, size, platform, artifactType, data, urls, others);
    }

    /** The same for an artifact of this type. */
    public Descriptor withArtifactType(@Nullable String other) {
        return new Descriptor(mediaType, digest, size, platform, other, data, urls, annotations);
    }

    /** The same for a platform. */
    public Descriptor withPlatform(@Nullable Platform other) {
        return new Descriptor(mediaType, digest, size, other, artifactType, data, urls, annotations);
    }
}
