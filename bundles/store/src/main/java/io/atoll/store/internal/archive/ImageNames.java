package io.atoll.store.internal.archive;

import io.atoll.api.image.Descriptor;

/** What an archive calls its images. */
final class ImageNames {
    private ImageNames() {}

    /** Docker and containerd write the tag alone where others have the name, and the name elsewhere. */
    static String of(Descriptor image) {
        return image.annotations().getOrDefault(ImageArchiveWriter.CONTAINERD_NAME, image.refName());
    }

    /** The image with its name in the one place where it is looked for. */
    static Descriptor named(Descriptor image) {
        String name = of(image);
        return image.withRefName(name.isEmpty() ? null : name);
    }
}
