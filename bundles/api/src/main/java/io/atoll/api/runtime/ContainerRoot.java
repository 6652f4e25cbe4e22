package io.atoll.api.runtime;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The files of a container, as its processes see them, volumes and all; of one that does not run, as they would. While it is open a container that does not run can be neither started nor removed.
 */
@ProviderType
public interface ContainerRoot extends AutoCloseable {
    /** The container's name. */
    String name();

    /** Its root directory, {@code O_PATH}: open below it with {@code RESOLVE_IN_ROOT}, for processes of the container may change it meanwhile. Closed with this. */
    int descriptor();

    @Override
    void close();
}
