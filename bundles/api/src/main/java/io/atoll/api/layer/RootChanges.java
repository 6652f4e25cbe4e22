package io.atoll.api.layer;

import io.atoll.api.AtollException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** What somebody changed in a root that is made of layers: what {@code diff} shows and {@code commit} makes a layer of. A service of the store. */
@ProviderType
public interface RootChanges {
    /**
     * A root.
     *
     * @param directory an overlay's upper directory, or the whole tree
     * @param overlay which of the two
     * @param below directories of the layers, the topmost first
     * @param mountPoints absolute paths that were made to mount something on: where nothing else is there and the layers have nothing, they are no change
     */
    record ChangedRoot(Path directory, boolean overlay, List<Path> below, Set<String> mountPoints) {
        public ChangedRoot {
            below = List.copyOf(below);
            mountPoints = Set.copyOf(mountPoints);
        }
    }

    /** What became of a file. */
    enum Kind {
        ADDED,
        CHANGED,
        DELETED
    }

    /**
     * A change.
     *
     * @param path absolute; each char is a byte, for names are bytes
     */
    record Change(Kind kind, String path) {
        /** For people: names that are not UTF-8 lose what is not. */
        public String text() {
            return new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    /**
     * Tells of every change, a directory before what is in it and otherwise in the order of bytes. A directory with changes in it counts as changed. Of what was deleted only the topmost is told.
     *
     * @throws AtollException CONFLICT if the tree is changed meanwhile so that it cannot be read; KERNEL if it cannot be read
     */
    void list(ChangedRoot root, Consumer<? super Change> visitor);

    /**
     * Stores the changes as a layer's blob: nothing of them is lost (image-spec 1.1 layer.md#change-types), and applied to the layers it gives the root.
     *
     * @return nothing refers to the blob yet: see {@link io.atoll.api.store.ImageStore#newLayer}
     * @throws AtollException as {@link LayerPacker#pack}; KERNEL if it cannot be stored. Nothing is left then
     */
    LayerBlob store(ChangedRoot root, LayerFormat format);
}
