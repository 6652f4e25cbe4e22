package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.compression.Blocks;
import io.atoll.store.internal.compression.CompressionException;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.store.internal.compression.ReadAhead;
import io.atoll.store.internal.disk.Hashes;
import io.atoll.store.internal.tar.TarException;
import io.atoll.store.internal.tar.TarReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.ZipException;

/** Extracts one layer in one pass: verify the blob, decompress, hash, write. */
public final class Extraction {
    private static final int ROOT_MODE = 0755;
    /** A layer of less, in bytes, is extracted before a second thread would have begun to help. */
    private static final long SMALL = 256 << 10;

    private final Syscalls syscalls;
    private final Limits limits;
    private final Blocks memory;
    private final Descriptor blob;
    private final Digest diffId;
    private final Below below;
    private final Findings findings;

    /** Of a layer by itself. */
    public Extraction(Syscalls syscalls, Limits limits, Blocks memory, Descriptor blob, Digest diffId) {
        this(syscalls, limits, memory, blob, diffId, Below.UNKNOWN, new Findings());
    }

    Extraction(
            Syscalls syscalls,
            Limits limits,
            Blocks memory,
            Descriptor blob,
            Digest diffId,
            Below below,
            Findings findings) {
        this.syscalls = syscalls;
        this.limits = limits;
        this.memory = memory;
        this.blob = blob;
        this.diffId = diffId;
        this.below = below;
        this.findings = findings;
    }

    /**
     * Extracts into an empty directory and makes it durable.
     *
     * @param compressed verifies itself at its end
     * @param trash an empty directory in the same file system, for what entries replace
     */
    public void run(InputStream compressed, Path tree, Path trash) throws IOException {
        int root = syscalls.open(tree, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
        try {
            int trashDirectory = syscalls.open(trash, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
            try {
                write(compressed, root, trashDirectory);
                PostponedModes.apply(syscalls, root, findings.postponed());
            } finally {
                syscalls.close(trashDirectory);
            }
            syscalls.syncfs(root);
        } finally {
            syscalls.close(root);
        }
    }

    /**
     * The same with open directories, and not made durable.
     *
     * @param trash also for what has to be put down meanwhile
     */
    void write(InputStream compressed, int root, int trash) throws IOException {
        syscalls.fchmod(root, ROOT_MODE);
        // Not known before the end; most layers are compressed to less than half.
        MessageDigest hash = Hashes.of(diffId, 2 * blob.size());
        if (LayerTypes.isModule(blob.mediaType())) {
            DiffIdStream module = new DiffIdStream(compressed, hash, limits.bytes());
            WasmModule.write(syscalls, root, module, findings);
            verify(hash);
            return;
        }
        try (InputStream plain = Decompression.open(compressed);
                InputStream ahead = blob.size() < SMALL ? plain : new ReadAhead(plain, memory);
                DiffIdStream hashed = new DiffIdStream(ahead, hash, limits.bytes());
                LayerWriter writer =
                        new LayerWriter(syscalls, root, trash, limits, below, findings, Privilege.of(syscalls))) {
            TarReader archive = new TarReader(hashed);
            writer.write(archive);
            archive.drain();
            // The decompressor may not have needed the last bytes, but the blob is verified at its end.
            compressed.skip(Long.MAX_VALUE);
        } catch (EOFException | ZipException | CompressionException | TarException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        }
        verify(hash);
    }

    private void verify(MessageDigest hash) {
        Digest found = Hashes.finish(hash, diffId);
        if (!found.equals(diffId)) {
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "the layer %s is not what the image's configuration says: expected diff-id %s but found %s"
                            .formatted(blob.digest(), diffId, found));
        }
    }

    private AtollException damaged(String why, IOException e) {
        return new AtollException(
                ErrorCode.CORRUPT, "cannot extract the layer %s: %s".formatted(blob.digest(), why), e);
    }
}
