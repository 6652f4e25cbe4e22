package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.layer.UnpackReport.Omission;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.Layer;
import io.atoll.store.internal.compression.Blocks;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.layout.Blobs;
import io.atoll.store.internal.layout.GrowingBlob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The extracted layers, {@code layers/<diff-id hex>}. A layer that has its name is complete and never changes: it is extracted
 * elsewhere and renamed, after {@code syncfs}. One call for the whole layer is what syncing each of thousands of files would cost many times over;
 * without any, a power failure could leave a complete-looking layer of empty files.
 *
 * <p>A layer that is not the same on every other is {@code layers/<chain-id hex>}: see {@link Layer#key}. What has to be remembered of a layer is in
 * a file beside it, {@link LayerNotes}. Names that begin with a dot are layers being removed.
 */
public final class LayerStore {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;

    private final Path directory;
    private final Blobs blobs;
    private final TempSpace temp;
    private final Locks locks;
    private final Syscalls syscalls;
    private final Disk disk;
    private final Limits limits;
    /** Of layers, which do not change. */
    private final Map<Digest, LayerNotes> notes = new ConcurrentHashMap<>();
    /** The chain-ids under which there is nothing, because the layer by itself is the same. */
    private final Set<Digest> same = ConcurrentHashMap.newKeySet();

    /** Being extracted while their blobs are written. */
    private final Set<Digest> streamed = ConcurrentHashMap.newKeySet();

    private final Blocks memory = new Blocks();

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

    public Optional<Layer> get(Digest key) {
        Path path = path(key);
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(new Layer(key, path))
                : Optional.empty();
    }

    /** A layer by itself. */
    public Layer get(Descriptor blob, Digest diffId) {
        return usable(diffId)
                .orElseGet(() -> locked(
                        diffId,
                        () -> usable(diffId)
                                .orElseGet(() -> extract(blob, diffId, diffId, findings -> Below.UNKNOWN))));
    }

    /**
     * A layer if it is there, complete, and what it is whatever is below.
     *
     * @param chainId equal to the diff-id for a bottom layer
     */
    Optional<Layer> get(Digest diffId, Digest chainId) {
        boolean bottom = chainId.equals(diffId);
        Optional<Layer> alone = usable(diffId);
        if (alone.isPresent() && (bottom || !notes(diffId).hasParents() || same.contains(chainId))) {
            return alone;
        }
        return bottom ? Optional.empty() : usable(chainId);
    }

    /**
     * A layer with what is below it known.
     *
     * @param lowers bottom first
     */
    Layer get(Descriptor blob, Digest diffId, Digest chainId, List<Path> lowers) {
        return locked(
                chainId,
                () -> get(diffId, chainId)
                        .or(() -> suitable(diffId, chainId, lowers))
                        .orElseGet(() -> extract(
                                blob, diffId, chainId, findings -> new LowerLayers(syscalls, findings, lowers))));
    }

    /** The layer as it was extracted by itself, if what is below gives the directories it did not list the same attributes. */
    private Optional<Layer> suitable(Digest diffId, Digest chainId, List<Path> lowers) {
        Optional<Layer> alone = usable(diffId);
        LayerNotes notes = notes(diffId);
        if (alone.isEmpty() || notes.unknownParents()) {
            return Optional.empty();
        }
        int root = syscalls.open(alone.get().directory(), DIRECTORY, 0);
        try (LowerLayers below = new LowerLayers(syscalls, new Findings(), lowers)) {
            for (String path : notes.parents()) {
                if (below.differs(path, root)) {
                    return Optional.empty();
                }
            }
        } finally {
            syscalls.close(root);
        }
        same.add(chainId);
        return alone;
    }

    /** A layer that is there, unless it lacks what this engine could make and the one that extracted it could not. */
    private Optional<Layer> usable(Digest key) {
        return get(key).filter(
                        layer -> !notes(key).denied() || !Privilege.of(syscalls).full());
    }

    private LayerNotes notes(Digest key) {
        return notes.computeIfAbsent(key, absent -> {
            try {
                return LayerNotes.read(notesPath(key));
            } catch (IOException e) {
                throw Failures.of("read what is noted of the layer " + key, directory, e);
            }
        });
    }

    private <T> T locked(Digest key, Locks.Body<T, RuntimeException> body) {
        // One of 256 locks: two layers share one rarely, and then only wait for each other.
        return locks.exclusive(lock(key), body);
    }

    private static String lock(Digest key) {
        return "layer-" + key.hex().substring(0, 2);
    }

    /**
     * Starts writing a layer's blob, which is extracted meanwhile: the layer by itself. Where it is there, or being extracted like this, only the blob is written. No lock is held while bytes come:
     * a slow registry must not keep others from their layers.
     */
    public BlobWriter create(Descriptor blob, Digest diffId) {
        LayerTypes.check(blob.mediaType());
        if (usable(diffId).isPresent() || !streamed.add(diffId)) {
            return blobs.create(blob);
        }
        boolean started = false;
        try {
            GrowingBlob growing = blobs.grow(blob);
            started = true;
            return StreamedLayer.start(
                    growing,
                    (its, publishBlob) ->
                            extract(its::open, blob, diffId, findings -> Below.UNKNOWN, (tree, findings) -> {
                                publishBlob.run();
                                publishOnce(tree, diffId, findings);
                            }),
                    () -> streamed.remove(diffId));
        } finally {
            if (!started) {
                streamed.remove(diffId);
            }
        }
    }

    private void publishOnce(Path tree, Digest key, Findings findings) throws IOException {
        boolean unused = locks.exclusive(lock(key), () -> {
            if (usable(key).isEmpty()) {
                publish(tree, key, findings);
            }
            return true;
        });
    }

    private Layer extract(Descriptor blob, Digest diffId, Digest key, Function<Findings, Below> lowers) {
        extract(() -> blobs.open(blob), blob, diffId, lowers, (tree, findings) -> publish(tree, key, findings));
        return new Layer(key, path(key));
    }

    private interface Source {
        InputStream open() throws IOException;
    }

    private interface Keep {
        void accept(Path tree, Findings findings) throws IOException;
    }

    private void extract(Source source, Descriptor blob, Digest diffId, Function<Findings, Below> lowers, Keep keep) {
        LayerTypes.check(blob.mediaType());
        Findings findings = new Findings();
        try (InputStream compressed = source.open()) {
            disk.createDirectories(directory);
            Path tree = temp.next("layer");
            disk.createDirectory(tree);
            Path trash = temp.next("replaced");
            disk.createDirectory(trash);
            try (Below below = lowers.apply(findings)) {
                new Extraction(syscalls, limits, memory, blob, diffId, below, findings).run(compressed, tree, trash);
                keep.accept(tree, findings);
            } finally {
                disk.deleteTree(tree);
                disk.deleteTree(trash);
            }
        } catch (EntryFailure e) {
            throw Failures.of(
                    "extract the layer %s: its entry '%s'".formatted(diffId, e.path()), directory, e.kernel());
        } catch (KernelException e) {
            throw Failures.of("extract the layer " + diffId, directory, e);
        } catch (IOException e) {
            throw Failures.of("extract the layer " + diffId, directory, e);
        } catch (AtollException e) {
            throw named(blob, e);
        }
    }

    /** What an archive may not hold, and in which layer. */
    static AtollException named(Descriptor blob, AtollException e) {
        return e.code() == ErrorCode.INVALID
                ? new AtollException(e.code(), "layer %s: %s".formatted(blob.digest(), e.getMessage()), e)
                : e;
    }

    /** The notes first: a layer that is there has them. */
    private void publish(Path tree, Digest key, Findings findings) throws IOException {
        boolean denied = findings.isDenied() && !Privilege.of(syscalls).full();
        LayerNotes its = new LayerNotes(denied, findings.parents(), findings.parentsOverflowed());
        if (Files.exists(path(key), LinkOption.NOFOLLOW_LINKS)) {
            // Another user extracted it with less.
            var unused = condemn(key);
        } else {
            // Of one that was being removed when its engine died.
            disk.delete(notesPath(key));
        }
        if (!its.isEmpty()) {
            disk.replace(temp.next("notes"), notesPath(key), its.bytes());
        }
        notes.put(key, its);
        disk.rename(tree, path(key));
        tell(key, findings);
    }

    private static void tell(Digest key, Findings findings) {
        if (findings.omitted() > 0) {
            Omission first = findings.omissions().getFirst();
            System.getLogger(LayerStore.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "the layer {0} was extracted without {1} things that its archive holds; the first is {2} of ''{3}''",
                            key,
                            findings.omitted(),
                            first.what(),
                            first.path());
        }
    }

    public Path directory() {
        return directory;
    }

    /** The keys of all layers there are. */
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

    /**
     * Takes a layer's name away, in the same directory: that needs no space on a full disk.
     *
     * @return what it is now, or empty if it was gone already
     */
    public Optional<Path> condemn(Digest key) {
        try {
            Path gone = directory.resolve("." + key.hex().substring(0, 12) + "." + UUID.randomUUID());
            boolean there = moved(path(key), gone);
            disk.delete(notesPath(key));
            notes.remove(key);
            return there ? Optional.of(gone) : Optional.empty();
        } catch (IOException e) {
            throw Failures.of("remove the layer " + key, directory, e);
        }
    }

    private boolean moved(Path from, Path to) throws IOException {
        try {
            disk.rename(from, to);
            return true;
        } catch (NoSuchFileException e) {
            return false;
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

    public Path path(Digest key) {
        return directory.resolve(key.hex());
    }

    private Path notesPath(Digest key) {
        return directory.resolve(key.hex() + LayerNotes.SUFFIX);
    }
}
