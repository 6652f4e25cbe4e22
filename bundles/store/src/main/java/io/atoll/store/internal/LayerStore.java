package io.atoll.store.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.Layer;
import io.atoll.posix.Trees;
import io.atoll.store.internal.layer.Extraction;
import io.atoll.store.internal.layer.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The extracted layers, {@code layers/<diff-id hex>}. A layer that has its name is complete and never changes: it is extracted
 * elsewhere and renamed, after {@code syncfs}. One call for the whole layer is what syncing each of thousands of files would cost many times over;
 * without any, a power failure could leave a complete-looking layer of empty files.
 *
 * <p>Names that begin with a dot are layers being removed.
 */
final class LayerStore {
    private final Path directory;
    private final Blobs blobs;
    private final TempSpace temp;
    private final Locks locks;
    private final Syscalls syscalls;
    private final Limits limits;

    LayerStore(Path directory, Blobs blobs, TempSpace temp, Locks locks, Syscalls syscalls, Limits limits) {
        this.directory = directory;
        this.blobs = blobs;
        this.temp = temp;
        this.locks = locks;
        this.syscalls = syscalls;
        this.limits = limits;
    }

    Optional<Layer> get(Digest diffId) {
        Path path = path(diffId);
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(new Layer(diffId, path))
                : Optional.empty();
    }

    Layer get(Descriptor blob, Digest diffId) {
        Optional<Layer> there = get(diffId);
        if (there.isPresent()) {
            return there.get();
        }
        // One of 256 locks: two layers share one rarely, and then only wait for each other.
        return locks.exclusive(
                "layer-" + diffId.hex().substring(0, 2), () -> get(diffId).orElseGet(() -> extract(blob, diffId)));
    }

    private Layer extract(Descriptor blob, Digest diffId) {
        if (blob.mediaType().contains("wasm")) {
            throw new AtollException(ErrorCode.UNSUPPORTED, "unsupported layer media type: " + blob.mediaType());
        }
        try (InputStream compressed = blobs.open(blob)) {
            OwnerOnly.createDirectories(directory);
            Path tree = Files.createDirectory(temp.next("layer"));
            Path trash = Files.createDirectory(temp.next("replaced"));
            try {
                new Extraction(syscalls, limits, blob, diffId).run(compressed, tree, trash);
                Files.move(tree, path(diffId), StandardCopyOption.ATOMIC_MOVE);
                return new Layer(diffId, path(diffId));
            } finally {
                Trees.remove(tree);
                Trees.remove(trash);
            }
        } catch (KernelException e) {
            throw Failures.of("extract the layer " + diffId, directory, e);
        } catch (IOException e) {
            throw Failures.of("extract the layer " + diffId, directory, e);
        }
    }

    /** The diff-ids of all layers there are. */
    List<Digest> all() {
        List<Digest> all = new ArrayList<>();
        for (Path path : list("[0-9a-f]*")) {
            String name = String.valueOf(path.getFileName());
            try {
                all.add(new Digest(name.length() == 128 ? "sha512" : "sha256", name));
            } catch (AtollException e) {
                // Not a layer, and not ours to remove.
            }
        }
        return all;
    }

    /** What {@link #condemn} renamed, now or in an engine that died. */
    List<Path> condemned() {
        return list(".*");
    }

    /** Takes a layer's name away, in the same directory: that needs no space on a full disk. */
    boolean condemn(Digest diffId) {
        try {
            Path gone = directory.resolve("." + diffId.hex().substring(0, 12) + "." + UUID.randomUUID());
            Files.move(path(diffId), gone, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Failures.of("remove the layer " + diffId, directory, e);
        }
    }

    private List<Path> list(String glob) {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
            entries.forEach(paths::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw Failures.of("list the layers", directory, e);
        }
        return paths;
    }

    private Path path(Digest diffId) {
        return directory.resolve(diffId.hex());
    }
}
