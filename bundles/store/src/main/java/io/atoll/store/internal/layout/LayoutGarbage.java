package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.store.Removed;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.TempSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Removes what nothing in a layout's index leads to. */
public final class LayoutGarbage {
    private final Layout layout;
    private final Blobs blobs;
    private final List<TempSpace> temps;
    private final Disk disk;
    private int count;
    private long bytes;

    LayoutGarbage(Layout layout, Blobs blobs, List<TempSpace> temps, Disk disk) {
        this.layout = layout;
        this.blobs = blobs;
        this.temps = temps;
        this.disk = disk;
    }

    Removed collect() {
        if (layout.isExternal()) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot remove blobs from %s: other layouts than %s may need them"
                            .formatted(layout.blobs(), layout.directory()));
        }
        try {
            // Nothing is inserted meanwhile: what is found needless stays so.
            layout.update(index -> {
                // Without an index nothing is known to be needless: somebody may have lost it.
                if (index.isPresent()) {
                    remove(new References(blobs).reach(index.roots()));
                }
                return index;
            });
            for (TempSpace temp : temps) {
                temp.sweep(path -> bytes += size(path));
            }
        } catch (IOException e) {
            throw Failures.of("remove temporary files", layout.directory(), e);
        }
        return new Removed(count, 0, bytes);
    }

    private void remove(Set<Digest> needed) {
        try {
            long youngest = Long.MAX_VALUE;
            for (TempSpace temp : temps) {
                youngest = Math.min(youngest, temp.othersSince().orElse(Long.MAX_VALUE));
            }
            for (BlobListing.Blob blob : BlobListing.of(layout).blobs()) {
                if (!needed.contains(blob.digest())) {
                    remove(blob.file(), youngest);
                }
            }
        } catch (IOException e) {
            throw Failures.of("remove blobs", layout.directory(), e);
        }
    }

    private void remove(Path file, long youngest) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if (attributes.isRegularFile() && attributes.lastModifiedTime().toMillis() < youngest && disk.delete(file)) {
            count++;
            bytes += attributes.size();
        }
    }

    /** What the files of a tree hold. */
    public static long size(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.mapToLong(LayoutGarbage::sizeOfFile).sum();
        } catch (IOException e) {
            // Somebody removes it too.
            return 0;
        }
    }

    private static long sizeOfFile(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
