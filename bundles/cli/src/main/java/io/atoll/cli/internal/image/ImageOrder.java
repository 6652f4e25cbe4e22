package io.atoll.cli.internal.image;

import io.atoll.api.store.StoredImage;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;

/** {@code --sort}. */
enum ImageOrder {
    NAME,
    /** Newest first, as Docker lists them; those that do not say last. */
    CREATED,
    /** Largest first. */
    SIZE;

    Comparator<StoredImage> comparator() {
        return switch (this) {
            case NAME -> Comparator.comparing(image -> image.reference().toString());
            case CREATED ->
                Comparator.comparing((StoredImage image) ->
                                ImageFilter.created(image).orElse(Instant.EPOCH))
                        .reversed();
            case SIZE -> Comparator.comparingLong(StoredImage::size).reversed();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
