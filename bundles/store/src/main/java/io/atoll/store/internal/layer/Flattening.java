package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerUnpacker.Blobs;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.compression.Blocks;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.layout.VerifyingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Unpacks layers into one root: each is extracted into a directory of its own, in the root under a name that no archive can know, and then moved to
 * where it belongs.
 */
public final class Flattening {
    private static final int DIRECTORY = Syscalls.O_RDONLY | Syscalls.O_DIRECTORY;
    private static final byte[] ITSELF = {};

    private final Syscalls syscalls;
    private final Disk disk;
    private final Limits limits;
    private final Blobs blobs;
    private final Path root;
    private final Blocks memory = new Blocks();
    private final String staging = ".atoll-" + UUID.randomUUID();
    private final Findings findings = new Findings();

    public Flattening(Syscalls syscalls, Disk disk, Limits limits, Blobs blobs, Path root) {
        this.syscalls = syscalls;
        this.disk = disk;
        this.limits = limits;
        this.blobs = blobs;
        this.root = root;
    }

    public UnpackReport run(List<LayerBlob> layers) {
        try {
            int fd = syscalls.open(root, DIRECTORY, 0);
            try {
                if (!syscalls.list(fd).isEmpty()) {
                    throw new AtollException(
                            ErrorCode.EXISTS, "cannot unpack into %s: it is not empty".formatted(root));
                }
                run(layers, fd);
            } finally {
                syscalls.close(fd);
            }
        } catch (KernelException e) {
            throw Failures.of("unpack into " + root, root, e);
        } catch (IOException e) {
            throw Failures.of("unpack into " + root, root, e);
        }
        return new UnpackReport(findings.entries(), findings.bytes(), findings.omissions(), findings.omitted());
    }

    private void run(List<LayerBlob> layers, int fd) throws IOException {
        disk.createDirectory(root.resolve(staging));
        try {
            for (int i = 0; i < layers.size(); i++) {
                String which = "layer %d of %d, %s"
                        .formatted(
                                i + 1, layers.size(), layers.get(i).descriptor().digest());
                add(layers.get(i), which, fd);
            }
        } catch (RuntimeException | IOException e) {
            empty(fd, e);
            throw e;
        }
        FileStatus status = syscalls.statat(fd, ITSELF);
        disk.deleteTree(root.resolve(staging));
        syscalls.utimensat(fd, ITSELF, status.mtimeSeconds(), status.mtimeNanoseconds());
        PostponedModes.apply(syscalls, fd, findings.postponed());
    }

    private void add(LayerBlob layer, String which, int fd) throws IOException {
        LayerTypes.check(layer.descriptor().mediaType());
        Path tree = root.resolve(staging).resolve("tree");
        Path trash = root.resolve(staging).resolve("trash");
        disk.createDirectory(tree);
        disk.createDirectory(trash);
        try (InputStream blob = open(layer.descriptor())) {
            add(layer, blob, fd, tree, trash);
        } catch (EntryFailure e) {
            throw Failures.of("unpack %s: unpack error for '%s'".formatted(which, e.path()), root, e.kernel());
        } catch (KernelException e) {
            throw Failures.of("unpack " + which, root, e);
        } catch (IOException e) {
            throw Failures.of("unpack %s: tar read error".formatted(which), root, e);
        } catch (AtollException e) {
            throw new AtollException(e.code(), "cannot unpack %s: %s".formatted(which, e.getMessage()), e);
        }
        disk.deleteTree(tree);
        disk.deleteTree(trash);
    }

    private void add(LayerBlob layer, InputStream blob, int fd, Path tree, Path trash) throws IOException {
        int from = syscalls.open(tree, DIRECTORY, 0);
        try {
            int scratch = syscalls.open(trash, DIRECTORY, 0);
            Findings its = new Findings();
            try (Below below = LowerLayers.flattened(syscalls, its, fd)) {
                new Extraction(syscalls, limits, memory, layer.descriptor(), layer.diffId(), below, its)
                        .write(blob, from, scratch);
                new TreeMerge(
                                syscalls,
                                from,
                                fd,
                                scratch,
                                staging.getBytes(StandardCharsets.US_ASCII),
                                its,
                                findings,
                                Privilege.of(syscalls))
                        .run();
                findings.add(its);
            } finally {
                syscalls.close(scratch);
            }
        } finally {
            syscalls.close(from);
        }
    }

    private InputStream open(Descriptor blob) throws IOException {
        try {
            InputStream in = blobs.open(blob);
            return in instanceof VerifyingInputStream ? in : new VerifyingInputStream(in, blob, "where it came from");
        } catch (NoSuchFileException e) {
            throw missing(blob, e);
        } catch (AtollException e) {
            throw e.code() == ErrorCode.NOT_FOUND ? missing(blob, e) : e;
        }
    }

    private static AtollException missing(Descriptor blob, Exception e) {
        return new AtollException(
                ErrorCode.NOT_FOUND, "missing layer blob: %s; pull the image again".formatted(blob.digest()), e);
    }

    /** After a failure: everything goes to the staging directory, and with it away. */
    private void empty(int fd, Exception failure) {
        try {
            int to = syscalls.openat(fd, staging.getBytes(StandardCharsets.US_ASCII), DIRECTORY, 0);
            try {
                int count = 0;
                for (byte[] name : syscalls.list(fd)) {
                    if (!new String(name, StandardCharsets.ISO_8859_1).equals(staging)) {
                        syscalls.renameat(fd, name, to, ("gone-" + count++).getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } finally {
                syscalls.close(to);
            }
            disk.deleteTree(root.resolve(staging));
        } catch (IOException | AtollException e) {
            failure.addSuppressed(e);
        }
    }
}
