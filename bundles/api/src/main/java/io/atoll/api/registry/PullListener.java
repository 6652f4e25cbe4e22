package io.atoll.api.registry;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Manifest;
import org.osgi.annotation.versioning.ConsumerType;

/** Told of a pull's progress, from several threads. */
@ConsumerType
public interface PullListener {
    /** Nothing is told. */
    PullListener NONE = new PullListener() {};

    /** Everything needed is there: no request was made. */
    default void alreadyPresent() {}

    /** The manifest for the platform is known and the configuration parsed. */
    default void manifest(Descriptor descriptor, Manifest manifest) {}

    /**
     * A layer is next.
     *
     * @param number from 1, bottom first
     * @param cached whether blob and extracted layer are both there
     */
    default void layer(int number, Descriptor layer, boolean cached) {}

    /**
     * Bytes of a layer arrived.
     *
     * @param received so far, of {@link Descriptor#size}
     */
    default void received(Descriptor layer, long received) {}

    /** Something went wrong and was got around, for example a credential helper; for people. */
    default void warning(String text) {}

    /** A layer is stored and extracted. */
    default void complete(Descriptor layer) {}
}
