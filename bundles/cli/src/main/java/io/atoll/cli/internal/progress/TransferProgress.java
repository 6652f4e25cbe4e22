package io.atoll.cli.internal.progress;

import io.atoll.api.image.Descriptor;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.TransferListener;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/** Shows a copy: push, copy, save, load. One line a layer, in the order of the manifests. */
public final class TransferProgress extends Progress implements TransferListener {
    private final Queue<Descriptor> unprinted = new ArrayDeque<>();
    private final Set<Descriptor> begun = new HashSet<>();

    TransferProgress(Shown how) {
        super(how);
    }

    @Override
    public void planned(ImageSet images) {
        show(() -> {
            for (ImageSet.Blob blob : images.blobs()) {
                view().changed(item(blob));
                if (blob.kind() == ImageSet.Kind.LAYER) {
                    unprinted.add(blob.descriptor());
                }
            }
        });
    }

    @Override
    public void blob(ImageSet.Blob blob, boolean there) {
        show(() -> {
            Item item = item(blob);
            if (!item.state().isOver()) {
                move(item, there ? Item.State.CACHED : Item.State.COPYING);
            }
            if (blob.kind() == ImageSet.Kind.LAYER && begun.add(blob.descriptor())) {
                if (!unprinted.contains(blob.descriptor())) {
                    unprinted.add(blob.descriptor()); // nobody planned it
                }
                print();
            }
        });
    }

    @Override
    public void copied(Descriptor blob, long count) {
        show(() -> {
            Item item = items.item(blob, "layer");
            if (!item.state().isOver()) {
                item.current(count, clock.getAsLong());
                move(item, Item.State.COPYING);
                view().changed(item);
            }
        });
    }

    @Override
    public void complete(Descriptor blob) {
        show(() -> {
            Item item = items.item(blob, "layer");
            if (!item.state().isOver()) {
                move(item, Item.State.DONE);
            }
        });
    }

    @Override
    public void unpacking(String image) {
        show(() -> view().line("  Unpacking %s".formatted(image)));
    }

    @Override
    public void document(Descriptor document, String place) {
        show(() -> view().document(document, place));
    }

    private Item item(ImageSet.Blob blob) {
        return items.item(blob.descriptor(), blob.kind() == ImageSet.Kind.LAYER ? "layer" : "config");
    }

    private void print() {
        for (Descriptor next = unprinted.peek(); next != null && begun.contains(next); next = unprinted.peek()) {
            unprinted.remove();
            view().line("  Layer %s: %d bytes".formatted(next.digest().shortHex(), next.size()));
        }
    }
}
