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
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.layout.Blobs;
import io.atoll.store.internal.layout.GrowingBlob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Extracts layers into {@link LayerFiles}, each once: elsewhere first, and renamed after {@code syncfs}. One call for the whole layer is what syncing each of
 * thousands of files would cost many times over; without any, a power failure could leave a complete-looking layer of empty files.
 */
public final class LayerStore {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW;

    private final LayerFiles files;
    private final Blobs blobs;
    private final TempSpace temp;
    private final Syscalls syscalls;
    private final Disk disk;
    private final Limits limits;
    /** The chain-ids under which there is nothing, because the layer by itself is the same. */
    private final Set<Digest> same = ConcurrentHashMap.newKeySet();

    /** Being extracted while their blobs are written. */
    private final Set<Digest> streamed = ConcurrentHashMap.newKeySet();

    private final Blocks memory = new Blocks();

    public LayerStore(LayerFiles files, Blobs blobs, TempSpace temp, Syscalls syscalls, Disk disk, Limits limits) {
        this.files = files;
        this.blobs = blobs;
        this.temp = temp;
        this.syscalls = syscalls;
        this.disk = disk;
        this.limits = limits;
    }

    public Optional<Layer> get(Digest key) {
        return files.get(key);
    }

    /** A layer by itself. */
    public Layer get(Descriptor blob, Digest diffId) {
        return usable(diffId)
                .orElseGet(() -> files.locked(
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
        if (alone.isPresent() && (bottom || !files.notes(diffId).hasParents() || same.contains(chainId))) {
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
        return files.locked(
                chainId,
                () -> get(diffId, chainId)
                        .or(() -> suitable(diffId, chainId, lowers))
                        .orElseGet(() -> extract(
                                blob, diffId, chainId, findings -> new LowerLayers(syscalls, findings, lowers))));
    }

    /** The layer as it was extracted by itself, if what is below gives the directories it did not list the same attributes. */
    private Optional<Layer> suitable(Digest diffId, Digest chainId, List<Path> lowers) {
        Optional<Layer> alone = usable(diffId);
        LayerNotes notes = files.notes(diffId);
        if (alone.isEmpty() || notes.unknownParents()) {
            return Optional.empty();
        }
        try {
            if (differs(alone.get(), notes, lowers)) {
                return Optional.empty();
            }
        } catch (KernelException e) {
            throw Failures.of("compare the layer %s with those below it".formatted(diffId), files.directory(), e);
        }
        same.add(chainId);
        return alone;
    }

    private boolean differs(Layer layer, LayerNotes notes, List<Path> lowers) {
        int root = syscalls.open(layer.directory(), DIRECTORY, 0);
        try (LowerLayers below = new LowerLayers(syscalls, new Findings(), lowers)) {
            return notes.parents().stream().anyMatch(path -> below.differs(path, root));
        } finally {
            syscalls.close(root);
        }
    }

    /** A layer that is there, unless it lacks what this engine could make and the one that extracted it could not. */
    private Optional<Layer> usable(Digest key) {
        return get(key).filter(layer ->
                !files.notes(key).denied() || !Privilege.of(syscalls).full());
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
        boolean unused = files.locked(key, () -> {
            if (usable(key).isEmpty()) {
                publish(tree, key, findings);
            }
            return true;
        });
    }

    private Layer extract(Descriptor blob, Digest diffId, Digest key, Function<Findings, Below> lowers) {
        extract(() -> blobs.open(blob), blob, diffId, lowers, (tree, findings) -> publish(tree, key, findings));
        return files.layer(key);
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
            disk.createDirectories(files.directory());
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
                    "extract the layer %s: its entry '%s'".formatted(diffId, e.path()), files.directory(), e.kernel());
        } catch (KernelException e) {
            throw Failures.of("extract the layer " + diffId, files.directory(), e);
        } catch (IOException e) {
            throw Failures.of("extract the layer " + diffId, files.directory(), e);
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

    private void publish(Path tree, Digest key, Findings findings) throws IOException {
        boolean denied = findings.isDenied() && !Privilege.of(syscalls).full();
        files.publish(
                tree,
                key,
                new LayerNotes(findings.isRootListed(), denied, findings.parents(), findings.parentsOverflowed()));
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
}
