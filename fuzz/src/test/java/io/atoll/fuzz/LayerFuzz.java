package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.store.internal.compression.Blocks;
import io.atoll.store.internal.disk.Hashes;
import io.atoll.store.internal.layer.Extraction;
import io.atoll.store.internal.layer.Limits;
import io.atoll.store.internal.layer.LowersNeeded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;

/** Extracts layers into a {@link MemoryFileSystem}, which sees to it that nothing reaches outside. */
public final class LayerFuzz {
    private static final Limits LIMITS = new Limits(1 << 20, 100, 12);
    private static final Digest LIKE = Digest.sha256("0".repeat(64));

    private LayerFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        byte[] archive = Archives.repaired(data);
        String first = extract(archive);
        require(first.equals(extract(archive)), "the same archive becomes another tree");
    }

    /** @return the tree, or why there is none */
    static String extract(byte[] archive) throws IOException {
        MessageDigest hash = Hashes.of(LIKE, archive.length);
        hash.update(archive);
        Digest diffId = Hashes.finish(hash, LIKE);
        Descriptor blob = new Descriptor(MediaTypes.OCI_LAYER, diffId, archive.length);
        MemoryFileSystem files = new MemoryFileSystem(LIMITS.bytes());
        String result;
        try {
            new Extraction(files, LIMITS, new Blocks(), blob, diffId)
                    .run(new ByteArrayInputStream(archive), MemoryFileSystem.TREE, MemoryFileSystem.TRASH);
            result = files.tree();
        } catch (LowersNeeded e) {
            result = "by itself it is no layer";
        } catch (AtollException e) {
            Refusals.check(e);
            result = String.valueOf(e.getMessage());
        }
        files.checkClosed();
        return result;
    }
}
