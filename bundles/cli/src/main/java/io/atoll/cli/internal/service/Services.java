package io.atoll.cli.internal.service;

import io.atoll.api.event.Events;
import io.atoll.api.layer.FileCopier;
import io.atoll.api.layer.RootArchives;
import io.atoll.api.layer.RootChanges;
import io.atoll.api.layout.ImageLayouts;
import io.atoll.api.oci.OciRuntime;
import io.atoll.api.registry.Downloads;
import io.atoll.api.registry.Registry;
import io.atoll.api.runtime.ContainerRuntime;
import io.atoll.api.storage.StorageDriver;
import io.atoll.api.store.ImageStore;
import io.atoll.api.transfer.ImageArchives;
import io.atoll.api.transfer.ImageConverter;
import io.atoll.api.transfer.ImageCopier;
import io.atoll.api.volume.Volumes;
import java.nio.file.Path;
import java.util.List;

/**
 * What the commands work with, as it is at the moment of the call: bundles come and go while the engine runs. Each method throws
 * an AtollException UNAVAILABLE that names the bundle to start where nobody provides the service.
 */
public interface Services {
    ImageStore images();

    Registry registry();

    ContainerRuntime containers();

    Events events();

    /** Containers of other programs, that use Atoll as their OCI runtime. */
    OciRuntime ociRuntime();

    Volumes volumes();

    ImageCopier copier();

    ImageArchives archives();

    ImageConverter converter();

    /** Best first. */
    List<StorageDriver> storageDrivers();

    /** What a tree takes on disk, in bytes, as {@code du} counts it; 0 if it is not there. */
    long diskUsage(Path tree);

    /** Image layouts in any directory. */
    ImageLayouts layouts();

    /** Root file systems as archives. */
    RootArchives rootArchives();

    /** Copying of files between roots. */
    FileCopier fileCopier();

    /** What was changed in roots. */
    RootChanges rootChanges();

    /** Files of the web. */
    Downloads downloads();

    Engine engine();

    /** The process all this runs in. */
    interface Engine {
        String version();

        /** Where the data is. */
        Path root();

        Path run();

        Path home();

        /** The number of bundles that are active, and of all. */
        String bundles();

        /** Stops the engine, after the calling command has been answered. */
        void stop();
    }
}
