package io.atoll.store.internal.layout;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;

/** Where the documents of images are read, verified: a layout, or whatever place is copied from. */
public interface ImageDocuments {
    /** Whether it is there, as far as that is known without reading it. */
    boolean has(Descriptor document);

    /** The descriptor with a media type, where it has none and the document says what it is. */
    Descriptor typed(Descriptor document);

    Index index(Descriptor index);

    Manifest manifest(Descriptor manifest);

    ImageConfig config(Descriptor config);
}
