package io.atoll.cli.internal.command;

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
import io.atoll.cli.internal.service.Services;
import java.nio.file.Path;
import java.util.List;

/** Services in memory. */
class FakeServices implements Services {
    final FakeImages images = new FakeImages();
    final FakeContainers containers = new FakeContainers();
    final FakeVolumes volumes = new FakeVolumes();
    final FakeRegistry registry = new FakeRegistry(images);
    final FakeTransfers transfers = new FakeTransfers();
    final FakeRootArchives rootArchives = new FakeRootArchives();
    final FakeFileCopier files = new FakeFileCopier();
    final FakeRootChanges changes = new FakeRootChanges();
    final FakeEvents events = new FakeEvents();
    boolean stopped;

    @Override
    public ImageStore images() {
        return images;
    }

    @Override
    public Registry registry() {
        return registry;
    }

    @Override
    public OciRuntime ociRuntime() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ContainerRuntime containers() {
        return containers;
    }

    @Override
    public Volumes volumes() {
        return volumes;
    }

    @Override
    public Events events() {
        return events;
    }

    @Override
    public ImageCopier copier() {
        return transfers;
    }

    @Override
    public ImageArchives archives() {
        return transfers;
    }

    @Override
    public ImageConverter converter() {
        return transfers;
    }

    @Override
    public List<StorageDriver> storageDrivers() {
        return List.of();
    }

    @Override
    public long diskUsage(Path tree) {
        return tree.endsWith("containers") ? 10_000 : 4000;
    }

    @Override
    public ImageLayouts layouts() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RootArchives rootArchives() {
        return rootArchives;
    }

    @Override
    public FileCopier fileCopier() {
        return files;
    }

    @Override
    public RootChanges rootChanges() {
        return changes;
    }

    @Override
    public Downloads downloads() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Engine engine() {
        return new Engine() {
            @Override
            public String version() {
                return "1.2.3";
            }

            @Override
            public Path root() {
                return Path.of("/root-folder");
            }

            @Override
            public Path run() {
                return Path.of("/run-folder");
            }

            @Override
            public Path home() {
                return Path.of("/home-folder");
            }

            @Override
            public String bundles() {
                return "2 of 3 active";
            }

            @Override
            public void stop() {
                stopped = true;
            }
        };
    }
}
