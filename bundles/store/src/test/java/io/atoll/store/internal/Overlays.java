package io.atoll.store.internal;

import io.atoll.api.store.Layer;
import io.atoll.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Layers mounted by the kernel, read only, until closed. */
final class Overlays implements AutoCloseable {
    private final Path mountpoint;

    Overlays(Path temporary, List<Layer> layers) throws IOException {
        Path empty = Files.createDirectories(temporary.resolve("empty"));
        mountpoint = Files.createDirectories(temporary.resolve("mounted"));
        String lowers = Stream.concat(
                        layers.reversed().stream().map(Layer::directory),
                        Stream.of(empty, Files.createDirectories(temporary.resolve("empty2"))))
                .distinct()
                .map(Path::toString)
                .collect(Collectors.joining(":"));
        Shell.run("mount", "-t", "overlay", "overlay", "-o", "ro,lowerdir=" + lowers, mountpoint.toString());
    }

    Path mountpoint() {
        return mountpoint;
    }

    @Override
    public void close() {
        Shell.run("umount", "-l", mountpoint.toString());
    }
}
