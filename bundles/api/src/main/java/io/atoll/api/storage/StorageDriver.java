package io.atoll.api.storage;

import io.atoll.api.store.Layer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes a container's root file system from layers. A driver is a service with the property {@code name}; the one with the
 * highest {@code service.ranking} that works is used where nobody asks for another.
 *
 * <p>A driver keeps what it makes in the directory it is given, holds no state of its own, and never changes a layer: any
 * driver instance of the same name, in this engine or a later one, can open and remove what another made.
 */
@ConsumerType
public interface StorageDriver {
    /** For example {@code overlay}. */
    String name();

    /**
     * Whether the driver works on this file system as this user. Cheap: it is asked for every container.
     *
     * @param directory where containers are kept
     * @return why not, and what would help; empty if it works
     */
    Optional<String> unavailable(Path directory);

    /**
     * Makes a new root file system with the contents of the layers.
     *
     * @param layers bottom first; may be empty; one layer may be there twice
     * @param directory the container's own, existing; the driver makes what it needs inside it
     * @throws io.atoll.api.AtollException KERNEL if the file system fails; nothing is left behind then
     */
    RootFs create(List<Layer> layers, Path directory);

    /** The root file system that {@link #create} made in this directory, as a stopped container's is started again. */
    RootFs open(List<Layer> layers, Path directory);

    /** Removes what {@link #create} made. Nothing happens if it is not there, or only in part. */
    void remove(Path directory);
}
