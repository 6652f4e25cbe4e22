package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.json.CanonicalDocument;
import io.atoll.json.CanonicalText;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image layout (image-spec 1.1 image-layout.md) in any directory: where its files are, and its index. That is read once per change: as long as the
 * file is the same one, looking something up is one {@code stat}; and what this engine wrote itself it need not read.
 */
public final class Layout {
    private static final byte[] MARKER = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);
    /** An image takes about 300 bytes of the index. */
    private static final int MAX_INDEX_BYTES = 32 << 20;
    /** A file changed so recently may be changed again without looking any different: the kernel's clock for files ticks every few milliseconds. */
    private static final Duration YOUNG = Duration.ofMillis(100);

    private static final int TRIES = 5;
    /** The layout itself, and the store it may be in. */
    private static final int LEVELS_ABOVE = 2;

    private final Path directory;
    private final Path blobs;
    private final boolean isExternal;
    private final Locks locks;
    private final TempSpace temp;
    private final Disk disk;
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Cached cached;

    public Layout(Path directory, Locks locks, TempSpace temp, Disk disk) {
        this(directory, directory.resolve("blobs"), false, locks, temp, disk);
    }

    private Layout(Path directory, Path blobs, boolean isExternal, Locks locks, TempSpace temp, Disk disk) {
        this.directory = directory;
        this.blobs = blobs;
        this.isExternal = isExternal;
        this.locks = locks;
        this.temp = temp;
        this.disk = disk;
    }

    /** One whose blobs are elsewhere. */
    static Layout withBlobs(Path directory, Path blobs, Locks locks, TempSpace temp, Disk disk) {
        return new Layout(directory, blobs, true, locks, temp, disk);
    }

    public Path directory() {
        return directory;
    }

    public Path blob(Digest digest) {
        return blobs(digest.algorithm()).resolve(digest.hex());
    }

    public Path blobs(String algorithm) {
        return blobs.resolve(algorithm);
    }

    /** What holds {@code sha256} and the like. */
    Path blobs() {
        return blobs;
    }

    boolean isExternal() {
        return isExternal;
    }

    /** Blobs are files; in a directory that others share they may be links to files. */
    LinkOption[] links() {
        return isExternal ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    }

    Path marker() {
        return directory.resolve("oci-layout");
    }

    Path indexFile() {
        return directory.resolve("index.json");
    }

    /** Where what a repair found broken is put; in the blobs' file system. */
    Path quarantine() {
        return isExternal ? blobs.resolve(".quarantine") : directory.resolve("quarantine");
    }

    /** Where a blob is to be written; its directory is there, durably. */
    public Path newBlob(Digest digest) throws IOException {
        makeDurable(blobs(digest.algorithm()));
        return blob(digest);
    }

    /** Makes a directory, and what is above it in the layout, so that a power cut does not take them and all that was synced in them. */
    private void makeDurable(Path made) throws IOException {
        if (durable.contains(made) && Files.isDirectory(made)) {
            return;
        }
        disk.createSharedDirectories(made);
        // Also those that were there: whoever made them may not have come to this yet.
        Path top = isExternal && made.startsWith(blobs) ? blobs : directory;
        for (Path at = made.getParent(); at != null && at.startsWith(top); at = at.getParent()) {
            disk.syncDirectory(at);
        }
        durable.add(made);
    }

    /** Makes an empty layout where there is none; durable. The index comes with the first image. */
    void initialise() throws IOException {
        makeDurable(blobs("sha256"));
        makeDurable(directory);
        if (!Files.exists(marker(), LinkOption.NOFOLLOW_LINKS)) {
            disk.syncNames(directory, LEVELS_ABOVE);
            writeMarker();
        }
    }

    void writeMarker() throws IOException {
        disk.replace(temp.next("oci-layout"), marker(), MARKER);
    }

    /** The index as it is now. */
    public IndexSnapshot index() {
        Stamp stamp = stamp(indexFile());
        Cached now = cached;
        return now != null && now.stamp.equals(stamp) ? now.index : load();
    }

    private synchronized IndexSnapshot load() {
        Instant start = Instant.now();
        // Stamped before it is read: if it is replaced in between, the next look finds the stamp different and reads
        // again.
        Stamp stamp = stamp(indexFile());
        Cached now = cached;
        if (now != null && now.stamp.equals(stamp)) {
            return now.index;
        }
        IndexSnapshot index = read();
        cached = stamp.isYoung(start) ? null : new Cached(stamp, index);
        return index;
    }

    private IndexSnapshot read() {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(indexFile(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                throw new AtollException(ErrorCode.CORRUPT, "cannot read %s: it is not a file".formatted(indexFile()));
            }
            if (attributes.size() > MAX_INDEX_BYTES) {
                throw new AtollException(
                        ErrorCode.CORRUPT,
                        "cannot read %s: it is larger than %d bytes".formatted(indexFile(), MAX_INDEX_BYTES));
            }
            return IndexSnapshot.read(
                    Files.readAllBytes(indexFile()), indexFile().toString());
        } catch (NoSuchFileException e) {
            return IndexSnapshot.absent();
        } catch (IOException e) {
            throw Failures.of("read " + indexFile(), directory, e);
        }
    }

    /**
     * Changes the index: under the lock, from what is there now, durable when this returns. What others have put there, fields and descriptors, stays; those
     * who know no locks are noticed until the moment the new file takes its place.
     *
     * @param change gives its argument back if there is nothing to change
     */
    public IndexSnapshot update(UnaryOperator<IndexSnapshot> change) {
        try {
            return locks.exclusive("index", () -> {
                for (int tries = 1; ; tries++) {
                    Stamp stamp = stamp(indexFile());
                    IndexSnapshot old = index();
                    IndexSnapshot now = change.apply(old);
                    if (now == old || write(temp.next("index"), now, stamp, tries == TRIES)) {
                        return now;
                    }
                }
            });
        } catch (IOException e) {
            cached = null;
            throw Failures.of("write " + indexFile(), directory, e);
        }
    }

    /** @return whether nobody has changed the file meanwhile */
    private boolean write(Path temporary, IndexSnapshot index, Stamp before, boolean always) throws IOException {
        CanonicalDocument document = index.document();
        if (document.problem() != null) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED, "cannot rewrite %s: it holds %s".formatted(indexFile(), document.problem()));
        }
        long size = 0;
        for (CanonicalText entry : document.elements()) {
            size += entry.length() + 1;
        }
        if (size > MAX_INDEX_BYTES - 4096) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot rewrite %s: with %d bytes it is too large; remove images that are not needed"
                            .formatted(indexFile(), size));
        }
        initialise();
        syncBlobNames();
        try {
            try (Disk.NewFile file = disk.create(temporary);
                    NewFileStream out = new NewFileStream(file)) {
                document.writeTo(out);
                out.flush();
                file.sync();
            }
            if (!always && !stamp(indexFile()).equals(before)) {
                disk.delete(temporary);
                return false;
            }
            Stamp stamp = stamp(temporary);
            cached = null;
            disk.publish(temporary, indexFile());
            cached = new Cached(stamp, index.written());
            return true;
        } catch (IOException | RuntimeException e) {
            disk.discard(temporary, e);
            throw e;
        }
    }

    /**
     * Makes the names of all blobs there are durable, before the index refers to them: one may be another engine's, which renamed it but has not come to
     * syncing the directory, and perhaps never will.
     */
    private void syncBlobNames() throws IOException {
        for (String algorithm : List.of("sha256", "sha512")) {
            if (Files.isDirectory(blobs(algorithm))) {
                disk.syncDirectory(blobs(algorithm));
            }
        }
    }

    private Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            return Stamp.ABSENT;
        } catch (IOException e) {
            throw Failures.of("read " + file, directory, e);
        }
    }

    /** Tells one version of the file from another: device and inode, size, modification time in nanoseconds. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {
        static final Stamp ABSENT = new Stamp(FileTime.fromMillis(0), -1, null);

        boolean isYoung(Instant now) {
            return Duration.between(modified.toInstant(), now).abs().compareTo(YOUNG) < 0;
        }
    }

    private record Cached(Stamp stamp, IndexSnapshot index) {}
}
