package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.Layer;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.layout.Blobs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
public final class LayerStore {
    private final Path directory;
    private final Blobs blobs;
    private final TempSpace temp;
    private final Locks locks;
    private final Syscalls syscalls;
    private final Disk disk;
    private final Limits limits;

    public LayerStore(
            Path directory, Blobs blobs, TempSpace temp, Locks locks, Syscalls syscalls, Disk disk, Limits limits) {
        this.directory = directory;
        this.blobs = blobs;
        this.temp = temp;
        this.locks = locks;
        this.syscalls = syscalls;
        this.disk = disk;
        this.limits = limits;
    }

    public Optional<Layer> get(Digest diffId) {
        Path path = path(diffId);
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(new Layer(diffId, path))
                : Optional.empty();
    }

    public Layer get(Descriptor blob, Digest diffId) {
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
            disk.createDirectories(directory);
            Path tree = temp.next("layer");
            disk.createDirectory(tree);
            Path trash = temp.next("replaced");
            disk.createDirectory(trash);
            try {
                new Extraction(syscalls, limits, blob, diffId).run(compressed, tree, trash);
                disk.rename(tree, path(diffId));
                return new Layer(diffId, path(diffId));
            } finally {
                disk.deleteTree(tree);
                disk.deleteTree(trash);
            }
        } catch (KernelException e) {
            throw Failures.of("extract the layer " + diffId, directory, e);
        } catch (IOException e) {
            throw Failures.of("extract the layer " + diffId, directory, e);
        }
    }

    /** The diff-ids of all layers there are. */
    public List<Digest> all() {
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
    public List<Path> condemned() {
        return list(".*");
    }

    /** Takes a layer's name away, in the same directory: that needs no space on a full disk. */
    public boolean condemn(Digest diffId) {
        try {
            Path gone = directory.resolve("." + diffId.hex().substring(0, 12) + "." + UUID.randomUUID());
            disk.rename(path(diffId), gone);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Failures.of("remove the layer " + diffId, directory, e);
        }
    }

    /** The same, to be deleted: without syncing, a power failure could give a layer its name back after its files are gone. */
    public List<Path> durablyCondemned() {
        List<Path> condemned = condemned();
        try {
            if (!condemned.isEmpty()) {
                disk.syncDirectory(directory);
            }
        } catch (IOException e) {
            // On a full disk there is no other way to make room.
            if (!Failures.isFull(e)) {
                throw Failures.of("remove layers", directory, e);
            }
        }
        return condemned;
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
