package io.atoll.cli.internal.progress;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Manifest;
import io.atoll.api.registry.PullListener;
import io.atoll.cli.internal.image.ImageText;
import org.jspecify.annotations.Nullable;

/** Shows a pull; its lines are in the order of the manifest whatever order layers are worked on. */
public final class PullProgress extends Progress implements PullListener {
    private @Nullable String[] lines = {};
    private int printed;
    private int downloaded;
    private int cached;
    private boolean alreadyPresent;

    PullProgress(Shown how) {
        super(how);
    }

    public boolean wasPresent() {
        synchronized (items) {
            return alreadyPresent;
        }
    }

    /** {@code 2 layers downloaded, 1 cached}. */
    public String summary() {
        synchronized (items) {
            return "%d layers downloaded, %d cached".formatted(downloaded, cached);
        }
    }

    @Override
    public void alreadyPresent() {
        synchronized (items) {
            alreadyPresent = true;
        }
    }

    @Override
    public void warning(String text) {
        message("Warning: " + text);
    }

    @Override
    public void manifest(Descriptor descriptor, Manifest manifest) {
        show(() -> {
            lines = new @Nullable String[manifest.layers().size()];
            String digest = descriptor.digest().toString();
            view().line("  Manifest: %s (%d layers)".formatted(digest.substring(0, 19), lines.length));
            view().manifest(descriptor, lines.length);
            for (Descriptor layer : manifest.layers()) {
                view().changed(items.item(layer, "layer"));
            }
        });
    }

    @Override
    public void layer(int number, Descriptor layer, boolean wasCached) {
        show(() -> {
            if (wasCached) {
                cached++;
            } else {
                downloaded++;
            }
            Item item = items.item(layer, "layer");
            if (!item.state().isOver()) {
                move(item, wasCached ? Item.State.CACHED : Item.State.DOWNLOADING);
            }
            if (number < 1 || number > lines.length) {
                return;
            }
            String wasm = ImageText.isWasm(layer) ? ", wasm" : "";
            String state = wasCached ? "(cached%s)".formatted(wasm) : "(downloading%s...)".formatted(wasm);
            lines[number - 1] = "  Layer %d/%d: %s %s"
                    .formatted(number, lines.length, layer.digest().shortHex(), state);
            while (printed < lines.length && lines[printed] != null) {
                view().line(String.valueOf(lines[printed++]));
            }
        });
    }

    @Override
    public void received(Descriptor layer, long received) {
        show(() -> {
            Item item = items.item(layer, "layer");
            if (item.state().isOver()) {
                return;
            }
            item.current(received, clock.getAsLong());
            move(item, received >= item.total() ? Item.State.EXTRACTING : Item.State.DOWNLOADING);
            view().changed(item);
        });
    }

    @Override
    public void complete(Descriptor layer) {
        show(() -> {
            Item item = items.item(layer, "layer");
            if (!item.state().isOver()) {
                move(item, Item.State.DONE);
            }
        });
    }
}
