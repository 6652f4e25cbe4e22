package io.atoll.api.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refers to content by type, digest and size (image-spec 1.1 descriptor.md).
 *
 * @param size in bytes, not negative
 * @param platform what it runs on, in an index; else null
 * @param annotations never null, unmodifiable
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        @Nullable Platform platform,
        Map<String, String> annotations) {
    /** The annotation that names an image in an OCI layout's index. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";

    /** @throws AtollException INVALID if the size is negative */
    public Descriptor {
        if (size < 0) {
            throw new AtollException(
                    ErrorCode.INVALID, "invalid descriptor of %s: its size is negative (%d)".formatted(digest, size));
        }
        annotations = Map.copyOf(annotations);
    }

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, null, Map.of());
    }
}
