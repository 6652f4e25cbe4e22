package io.atoll.api.image;

/**
 * One step of how an image was made (image-spec 1.1 config.md, "history"). Absent values are empty.
 *
 * @param created RFC 3339, or empty
 * @param emptyLayer whether the step made no layer
 */
public record History(String created, String createdBy, String author, String comment, boolean emptyLayer) {
    /** A layer of which nothing is known. */
    public static final History EMPTY = new History("", "", "", "", false);

    /** A step that made a layer at that time. */
    public static History created(String created) {
        return new History(created, "", "", "", false);
    }
}
