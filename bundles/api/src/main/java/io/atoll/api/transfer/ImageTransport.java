package io.atoll.api.transfer;

import io.atoll.api.registry.RegistryAccess;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** A kind of place that images are copied from and to. A service with the property {@value #NAME}; bundles may add others, written {@code name://place}. */
@ConsumerType
public interface ImageTransport {
    /** For example {@code docker}, {@code oci}, {@code oci-archive}. */
    String NAME = "transport";

    /**
     * Opens a place that has images.
     *
     * @throws io.atoll.api.AtollException NOT_FOUND if there is no such place; INVALID if it is not written as it must be
     */
    ImageSource source(String place, Context context);

    /**
     * Opens a place for images; nothing is changed yet.
     *
     * @throws io.atoll.api.AtollException INVALID if it is not written as it must be
     */
    ImageTarget target(String place, Context context);

    /**
     * Who asks.
     *
     * @param directory what relative paths are relative to
     * @param defaultRegistry for names without a registry, for example {@code docker.io/library}
     */
    record Context(Path directory, String defaultRegistry, RegistryAccess access) {}
}
