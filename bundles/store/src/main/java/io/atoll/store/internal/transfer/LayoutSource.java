package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.layout.ImageLayout;
import io.atoll.api.transfer.ImageSource;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images of a layout. */
final class LayoutSource implements ImageSource {
    private static final int MAX_SHOWN = 10;

    private final ImageLayout layout;
    private final @Nullable String tag;
    private final String shown;

    LayoutSource(ImageLayout layout, @Nullable String tag, String shown) {
        this.layout = layout;
        this.tag = tag;
        this.shown = shown;
    }

    @Override
    public List<Descriptor> images() {
        if (tag != null) {
            return List.of(layout.find(tag).orElseThrow(() -> missing(tag)));
        }
        List<Descriptor> all = layout.index().manifests();
        if (all.isEmpty()) {
            throw new AtollException(ErrorCode.NOT_FOUND, "there is no image in %s".formatted(shown));
        }
        return all;
    }

    private AtollException missing(String name) {
        List<String> there = layout.tags().stream().limit(MAX_SHOWN).toList();
        return new AtollException(
                ErrorCode.NOT_FOUND,
                "there is no image '%s' in %s; there is: %s"
                        .formatted(name, layout.directory(), there.isEmpty() ? "none" : String.join(", ", there)));
    }

    @Override
    public byte[] readDocument(Descriptor document) {
        return layout.readBlob(document);
    }

    @Override
    public InputStream openBlob(Descriptor blob) {
        return layout.openBlob(blob);
    }

    @Override
    public String toString() {
        return shown;
    }

    @Override
    public void close() {
        layout.close();
    }
}
