package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.Container;
import io.atoll.api.storage.RootFs;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.service.Services;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What containers take on disk. Layers that several share are looked at once. */
final class ContainerSize {
    private final Services services;
    private final Map<Path, Long> layers = new HashMap<>();

    ContainerSize(Services services) {
        this.services = services;
    }

    /** What it wrote, in bytes; 0 if its files are gone. */
    long written(Container container) {
        return size(container, false);
    }

    /** {@code 12kB (virtual 4.3MB)}: what it wrote, and that with its image. */
    String text(Container container) {
        return "%s (virtual %s)".formatted(Human.size(size(container, false)), Human.size(size(container, true)));
    }

    private long size(Container container, boolean all) {
        try {
            return switch (services.containers().root(container.id())) {
                case RootFs.Overlay overlay -> {
                    long size = services.diskUsage(overlay.upper());
                    yield all
                            ? size
                                    + overlay.lowers().stream()
                                            .mapToLong(this::layer)
                                            .sum()
                            : size;
                }
                case RootFs.Directory directory -> services.diskUsage(directory.path());
            };
        } catch (AtollException e) {
            return 0;
        }
    }

    private long layer(Path directory) {
        return layers.computeIfAbsent(directory, services::diskUsage);
    }
}
