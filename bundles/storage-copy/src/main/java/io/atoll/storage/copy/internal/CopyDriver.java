package io.atoll.storage.copy.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.storage.RootFs;
import io.atoll.api.storage.StorageDriver;
import io.atoll.api.store.Layer;
import io.atoll.posix.Trees;
import io.atoll.posix.merge.LayerCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Copies the layers into one directory: slow and large, but it works on every file system and kernel. The copy is made under
 * another name and renamed when it is whole, so what {@link #open} finds is never half a copy.
 */
@Component(property = {"name=copy", "service.ranking:Integer=10"})
public final class CopyDriver implements StorageDriver {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;
    private static final int ROOT_MODE = 0755;

    private final Syscalls syscalls;

    @Activate
    public CopyDriver(@Reference Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public Optional<String> unavailable(Path directory) {
        return Optional.empty();
    }

    @Override
    public RootFs create(List<Layer> layers, Path directory) {
        if (Files.exists(complete(directory))) {
            throw new AtollException(
                    ErrorCode.EXISTS, "there is a root file system in %s already".formatted(directory));
        }
        Path partial = partial(directory);
        try {
            Trees.remove(partial);
            Files.createDirectory(partial);
            copy(layers, partial);
            Files.move(partial, complete(directory), StandardCopyOption.ATOMIC_MOVE);
            return new RootFs.Directory(complete(directory));
        } catch (IOException | KernelException e) {
            removeAfter(e, partial);
            throw failure("copy the layers to", directory, e);
        }
    }

    private void copy(List<Layer> layers, Path target) {
        int to = syscalls.open(target, DIRECTORY, 0);
        try {
            syscalls.fchmod(to, ROOT_MODE);
            boolean first = true;
            for (Layer layer : layers) {
                int from = syscalls.open(layer.directory(), DIRECTORY, 0);
                try {
                    new LayerCopy(syscalls, to).merge(from, first, layer.listsRoot() || isNone(layers));
                    first = false;
                } finally {
                    syscalls.close(from);
                }
            }
        } finally {
            syscalls.close(to);
        }
    }

    /** Whether no layer says what the root directory is like: then the topmost counts, as it is. */
    private static boolean isNone(List<Layer> layers) {
        return layers.stream().noneMatch(Layer::listsRoot);
    }

    @Override
    public RootFs open(List<Layer> layers, Path directory) {
        if (!Files.isDirectory(complete(directory))) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "the root file system in %s is missing or incomplete: remove the container and create it again"
                            .formatted(directory));
        }
        return new RootFs.Directory(complete(directory));
    }

    @Override
    public void remove(Path directory) {
        try {
            Trees.remove(complete(directory));
            Trees.remove(partial(directory));
        } catch (IOException e) {
            throw failure("remove the root file system in", directory, e);
        }
    }

    private static void removeAfter(Exception failure, Path partial) {
        try {
            Trees.remove(partial);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static Path complete(Path directory) {
        return directory.resolve("rootfs");
    }

    private static Path partial(Path directory) {
        return directory.resolve("rootfs.partial");
    }

    private static AtollException failure(String doing, Path directory, Exception e) {
        return new AtollException(
                ErrorCode.KERNEL,
                "cannot %s %s: %s; see that its file system has space and is writable"
                        .formatted(doing, directory, e.getMessage()),
                e);
    }
}
