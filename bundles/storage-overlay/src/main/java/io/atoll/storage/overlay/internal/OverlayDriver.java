package io.atoll.storage.overlay.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.storage.RootFs;
import io.atoll.api.storage.StorageDriver;
import io.atoll.api.store.Layer;
import io.atoll.posix.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Layers below, a directory of the container's own above. Making one is three directories; the launcher mounts them in the container's own mount
 * namespace.
 */
@Component(property = {"name=overlay", "service.ranking:Integer=100"})
public final class OverlayDriver implements StorageDriver {
    /**
     * Plain copies on write, whatever the kernel was built with: an upper directory holds all of a change by itself, so that it can
     * be compared and committed, and nothing in a layer can redirect a directory to another.
     */
    private static final List<String> OPTIONS = List.of("redirect_dir=nofollow", "metacopy=off", "index=off");

    /** The second is that of layers that were extracted without privilege. */
    private static final List<byte[]> OPAQUE = List.of(
            "trusted.overlay.opaque".getBytes(StandardCharsets.US_ASCII),
            "user.overlay.opaque".getBytes(StandardCharsets.US_ASCII));

    private static final byte[] YES = {'y'};
    private static final int ROOT_MODE = 0755;
    private static final int PERMISSIONS = 07777;

    private final Syscalls syscalls;
    private final OverlaySupport support;

    @Activate
    public OverlayDriver(@Reference Syscalls syscalls) {
        this(syscalls, new OverlaySupport(Path.of("/proc"), Path.of("/lib/modules")));
    }

    OverlayDriver(Syscalls syscalls, OverlaySupport support) {
        this.syscalls = syscalls;
        this.support = support;
    }

    @Override
    public String name() {
        return "overlay";
    }

    @Override
    public Optional<String> unavailable(Path directory) {
        return support.unavailable(directory);
    }

    @Override
    public RootFs create(List<Layer> layers, Path directory) {
        Path upper = upper(directory);
        try {
            Files.createDirectory(upper);
        } catch (FileAlreadyExistsException e) {
            throw new AtollException(
                    ErrorCode.EXISTS, "there is a root file system in %s already".formatted(directory), e);
        } catch (IOException e) {
            throw failure("make a root file system in", directory, e);
        }
        try {
            Files.createDirectory(work(directory));
            if (layers.isEmpty()) {
                Files.createDirectory(empty(directory));
            }
            // The upper directory's owner and permissions are those of the container's "/".
            likeTopmost(layers, upper);
            return rootFs(layers, directory);
        } catch (IOException | AtollException e) {
            removeAfter(e, directory);
            throw e instanceof AtollException atoll ? atoll : failure("make a root file system in", directory, e);
        }
    }

    @Override
    public RootFs open(List<Layer> layers, Path directory) {
        if (!Files.isDirectory(upper(directory)) || !Files.isDirectory(work(directory))) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "the root file system in %s is missing or incomplete: remove the container and create it again"
                            .formatted(directory));
        }
        return rootFs(layers, directory);
    }

    @Override
    public void remove(Path directory) {
        try {
            for (Path path : List.of(upper(directory), work(directory), empty(directory))) {
                Trees.remove(path);
            }
        } catch (IOException e) {
            throw failure("remove the root file system in", directory, e);
        }
    }

    private RootFs rootFs(List<Layer> layers, Path directory) {
        List<Path> lowers = layers.isEmpty() ? List.of(empty(directory)) : lowers(layers);
        return new RootFs.Overlay(lowers, upper(directory), work(directory), OPTIONS);
    }

    /** Top first; a layer that is there twice only where it is topmost, for overlay refuses the second, which could not show anyway. */
    private List<Path> lowers(List<Layer> layers) {
        Set<Path> lowers = new LinkedHashSet<>();
        for (Layer layer : layers.reversed()) {
            lowers.add(layer.directory());
            // Overlay looks at this mark in every directory but a layer's own root.
            if (isOpaque(layer.directory())) {
                break;
            }
        }
        return List.copyOf(lowers);
    }

    private boolean isOpaque(Path directory) {
        for (byte[] name : syscalls.llistxattr(directory)) {
            for (byte[] mark : OPAQUE) {
                // With "x" it only holds files that mark deleted names.
                if (Arrays.equals(name, mark) && Arrays.equals(syscalls.lgetxattr(directory, mark), YES)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void likeTopmost(List<Layer> layers, Path upper) throws IOException {
        int mode = ROOT_MODE;
        if (!layers.isEmpty()) {
            Map<String, Object> top = Files.readAttributes(root(layers).directory(), "unix:mode,uid,gid");
            if (!Integer.valueOf(0).equals(top.get("uid"))
                    || !Integer.valueOf(0).equals(top.get("gid"))) {
                Files.setAttribute(upper, "unix:uid", top.get("uid"));
                Files.setAttribute(upper, "unix:gid", top.get("gid"));
            }
            mode = top.get("mode") instanceof Integer its ? its & PERMISSIONS : mode;
        }
        Files.setAttribute(upper, "unix:mode", mode);
    }

    /** The layer that says what the image's root directory is like. */
    private static Layer root(List<Layer> layers) {
        return layers.reversed().stream().filter(Layer::listsRoot).findFirst().orElseGet(layers::getLast);
    }

    private static void removeAfter(Exception failure, Path directory) {
        try {
            for (Path path : List.of(upper(directory), work(directory), empty(directory))) {
                Trees.remove(path);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static Path upper(Path directory) {
        return directory.resolve("upper");
    }

    private static Path work(Path directory) {
        return directory.resolve("work");
    }

    private static Path empty(Path directory) {
        return directory.resolve("empty");
    }

    private static AtollException failure(String doing, Path directory, Exception e) {
        return new AtollException(
                ErrorCode.KERNEL,
                "cannot %s %s: %s; see that its file system has space and is writable"
                        .formatted(doing, directory, e.getMessage()),
                e);
    }
}
