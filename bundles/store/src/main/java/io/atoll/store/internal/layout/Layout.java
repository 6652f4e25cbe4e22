package io.atoll.store.internal.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.json.Json;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image layout (image-spec 1.1 image-layout.md) in any directory. Its index is read once per change: as long as the file is the same one,
 * looking something up is one {@code stat}.
 */
public final class Layout {
    private static final byte[] MARKER = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);
    /** An image takes about 300 bytes of the index. */
    private static final int MAX_INDEX_BYTES = 32 << 20;
    /** {@code blobs/sha256}, the layout, and the store it may be in. */
    private static final int LEVELS = 4;

    private final Path directory;
    private final Locks locks;
    private final TempSpace temp;
    private final Disk disk;
    private volatile @Nullable Cached cached;

    public Layout(Path directory, Locks locks, TempSpace temp, Disk disk) {
        this.directory = directory;
        this.locks = locks;
        this.temp = temp;
        this.disk = disk;
    }

    public Path directory() {
        return directory;
    }

    public Path blob(Digest digest) {
        return blobs(digest.algorithm()).resolve(digest.hex());
    }

    public Path blobs(String algorithm) {
        return directory.resolve("blobs").resolve(algorithm);
    }

    /** The index as it is now. */
    public IndexSnapshot index() {
        Stamp stamp = stamp();
        Cached now = cached;
        return now != null && now.stamp.equals(stamp) ? now.index : load();
    }

    private synchronized IndexSnapshot load() {
        // Stamped before it is read: if it is replaced in between, the next look finds the stamp different and reads
        // again.
        Stamp stamp = stamp();
        Cached now = cached;
        if (now == null || !now.stamp.equals(stamp)) {
            now = new Cached(stamp, IndexSnapshot.of(tree()));
            cached = now;
        }
        return now.index;
    }

    /**
     * Changes the index: under the lock, from what is there now, durable when this returns. Works on the document's tree, so
     * that what others have put there, fields and descriptors, stays.
     */
    public void update(Consumer<ObjectNode> change) {
        try {
            var unused = locks.exclusive("index", () -> {
                initialise();
                ObjectNode tree = tree();
                change.accept(tree);
                disk.replace(temp.next("index"), indexFile(), canonical(tree));
                return true;
            });
        } catch (IOException e) {
            throw Failures.of("write " + indexFile(), directory, e);
        } finally {
            cached = null;
        }
    }

    private byte[] canonical(ObjectNode tree) {
        byte[] bytes;
        try {
            bytes = Json.canonical(tree);
        } catch (IllegalArgumentException e) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot rewrite %s: it holds a number that is %s".formatted(indexFile(), e.getMessage()),
                    e);
        }
        if (bytes.length > MAX_INDEX_BYTES) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot rewrite %s: with %d bytes it is too large; remove images that are not needed"
                            .formatted(indexFile(), bytes.length));
        }
        return bytes;
    }

    /** Makes an empty layout where there is none. */
    private void initialise() throws IOException {
        disk.createSharedDirectories(blobs("sha256"));
        Path marker = directory.resolve("oci-layout");
        if (!Files.exists(marker)) {
            // Another engine may have died after it made one of them and before the name was durable.
            disk.syncNames(blobs("sha256"), LEVELS);
            disk.replace(temp.next("oci-layout"), marker, MARKER);
        }
    }

    /** The index as a tree; an empty one where there is no file. */
    public ObjectNode tree() {
        byte[] bytes;
        try {
            if (Files.size(indexFile()) > MAX_INDEX_BYTES) {
                throw new AtollException(
                        ErrorCode.CORRUPT,
                        "cannot read %s: it is larger than %d bytes".formatted(indexFile(), MAX_INDEX_BYTES));
            }
            bytes = Files.readAllBytes(indexFile());
        } catch (NoSuchFileException e) {
            return emptyIndex();
        } catch (IOException e) {
            throw Failures.of("read " + indexFile(), directory, e);
        }
        JsonNode node = Json.parse(bytes, indexFile().toString(), MAX_INDEX_BYTES);
        if (node instanceof ObjectNode object && object.path("manifests").isArray()) {
            return object;
        }
        throw new AtollException(ErrorCode.CORRUPT, "cannot read %s: missing 'manifests' array".formatted(indexFile()));
    }

    private static ObjectNode emptyIndex() {
        ObjectNode index = Json.object();
        index.put("schemaVersion", 2);
        index.put("mediaType", MediaTypes.OCI_INDEX);
        index.putArray("manifests");
        return index;
    }

    private Path indexFile() {
        return directory.resolve("index.json");
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(indexFile(), BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            return Stamp.ABSENT;
        } catch (IOException e) {
            throw Failures.of("read " + indexFile(), directory, e);
        }
    }

    /** Tells one version of the file from another: device and inode, size, modification time in nanoseconds. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {
        static final Stamp ABSENT = new Stamp(FileTime.fromMillis(0), -1, null);
    }

    private record Cached(Stamp stamp, IndexSnapshot index) {}
}
