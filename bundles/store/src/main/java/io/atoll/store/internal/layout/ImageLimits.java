package io.atoll.store.internal.layout;

/** How large what one name means may be, wherever it comes from and wherever it goes: what can be loaded or copied can be named, and what has a name can be saved. */
public final class ImageLimits {
    /** Indexes within each other: no builder nests them deeper. */
    public static final int MAX_NESTING = 4;

    /** Manifests and indexes of one image; the largest indexes there are list some hundred. */
    public static final int MAX_DOCUMENTS = 1000;

    /** Images in one archive or one copy. */
    public static final int MAX_IMAGES = 2000;

    private ImageLimits() {}
}
