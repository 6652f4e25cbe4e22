package io.atoll.api.image;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One step of how an image was made (image-spec 1.1 config.md, "history"). Absent values are empty.
 *
 * @param created RFC 3339, UTC, for example {@code 2026-01-02T03:04:05Z}; or empty
 * @param emptyLayer whether the step made no layer
 */
public record History(String created, String createdBy, String author, String comment, boolean emptyLayer) {
    /** A layer of which nothing is known. */
    public static final History EMPTY = new History("", "", "", "", false);

    /** A step that made a layer at that time, to the second. */
    public static History created(Instant created) {
        return new History(created.truncatedTo(ChronoUnit.SECONDS).toString(), "", "", "", false);
    }

    /** A step that made no layer, such as setting an environment variable. */
    public static History emptyLayer(String createdBy) {
        return new History("", createdBy, "", "", true);
    }
}
