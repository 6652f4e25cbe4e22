package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport.Kind;
import io.atoll.api.store.BlobWriter;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Hashes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verifies blobs; in a repair puts those aside that are not what they should be, and fetches them again. */
final class BlobRepair {
    private static final int BUFFER = 128 << 10;
    /** Of an archive, uncompressed: one that does not end is not read for ever. */
    private static final long MAX_ARCHIVE = 1L << 40;

    private final Layout layout;
    private final Blobs blobs;
    private final Disk disk;
    private final @Nullable BlobSource source;
    private final byte[] buffer = new byte[BUFFER];
    private int count;

    BlobRepair(Layout layout, Blobs blobs, Disk disk, @Nullable BlobSource source) {
        this.layout = layout;
        this.blobs = blobs;
        this.disk = disk;
        this.source = source;
    }

    /**
     * What became of a blob.
     *
     * @param isGood whether it is good now; with a problem, again
     * @param problem what was wrong, or null
     * @param diffId sha256 of its archive, if that was asked for
     */
    record Result(
            boolean isGood,
            Kind kind,
            @Nullable String problem,
            @Nullable Digest diffId) {}

    Result verify(Descriptor blob, boolean isArchive, String image) {
        try {
            return new Result(true, Kind.DAMAGED, null, read(blob, isArchive));
        } catch (ArchiveException e) {
            // The blob is what it should be; what it should be is no archive.
            return new Result(true, Kind.INVALID, LayoutCheck.message(e), null);
        } catch (AtollException e) {
            return mend(blob, isArchive, image, e);
        }
    }

    private Result mend(Descriptor blob, boolean isArchive, String image, AtollException problem) {
        boolean isMissing = problem.code() == ErrorCode.NOT_FOUND;
        Kind kind = isMissing ? Kind.MISSING : Kind.DAMAGED;
        String message = LayoutCheck.message(problem);
        if (source == null) {
            return new Result(false, kind, message, null);
        }
        try {
            boolean isDamaged = problem.code() == ErrorCode.CORRUPT;
            if (isDamaged) {
                // Before it is asked for: a source that puts it into this layout must not find it there.
                message += putAside(blob);
            }
            try (InputStream found = source.open(blob, image).orElse(null)) {
                if (found == null) {
                    return new Result(false, kind, message + "; it is not where it could be fetched from", null);
                }
                if (!isDamaged && !isMissing) {
                    // What cannot be read may be whole: it is only moved for something better.
                    message += putAside(blob);
                }
                fetch(blob, found);
            }
            return new Result(true, kind, message, read(blob, isArchive));
        } catch (AtollException e) {
            return new Result(false, kind, message + "; it could not be fetched: " + LayoutCheck.message(e), null);
        } catch (IOException e) {
            return new Result(false, kind, message + "; it could not be fetched: " + e, null);
        }
    }

    private String putAside(Descriptor blob) throws IOException {
        return "; it was moved to " + quarantine(layout.blob(blob.digest()));
    }

    private void fetch(Descriptor blob, InputStream in) throws IOException {
        try (BlobWriter writer = blobs.create(blob)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                writer.write(ByteBuffer.wrap(buffer, 0, read));
            }
            writer.commit();
        }
    }

    /** What nothing needs: its size is its own. Not good and no problem: gone meanwhile. */
    Result orphan(BlobListing.Blob blob) {
        try {
            read(new Descriptor("", blob.digest(), Files.size(blob.file())), false);
            return new Result(true, Kind.ORPHAN, null, null);
        } catch (NoSuchFileException e) {
            return new Result(false, Kind.ORPHAN, null, null);
        } catch (AtollException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return new Result(false, Kind.ORPHAN, null, null);
            }
            String message = LayoutCheck.message(e);
            if (source == null || e.code() != ErrorCode.CORRUPT) {
                return new Result(false, Kind.DAMAGED, message, null);
            }
            try {
                return new Result(true, Kind.DAMAGED, message + "; it was moved to " + quarantine(blob.file()), null);
            } catch (IOException failure) {
                return new Result(false, Kind.DAMAGED, message + "; it could not be moved: " + failure, null);
            }
        } catch (IOException e) {
            throw Failures.of("read the blob " + blob.digest(), blob.file(), e);
        }
    }

    /** Moves something aside; nothing happens where nothing is. */
    Path quarantine(Path file) throws IOException {
        Path directory = layout.quarantine();
        Path aside = directory.resolve(Instant.now().toEpochMilli() + "-" + ++count + "-" + file.getFileName());
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            disk.createSharedDirectories(directory);
            disk.rename(file, aside);
            disk.syncDirectory(directory);
        }
        return aside;
    }

    /** @return the sha256 of its archive, or null if it was not asked for */
    private @Nullable Digest read(Descriptor blob, boolean isArchive) {
        if (isArchive) {
            Optional<Digest> diffId = archive(blob);
            if (diffId.isPresent()) {
                return diffId.get();
            }
        }
        try (InputStream in = blobs.open(blob)) {
            drain(in);
        } catch (IOException e) {
            throw Failures.of("read the blob " + blob.digest(), layout.blob(blob.digest()), e);
        }
        if (isArchive) {
            throw new ArchiveException("the layer cannot be decompressed, though its blob is what its digest says");
        }
        return null;
    }

    /** @return empty if it cannot be decompressed, for whatever reason: then the blob itself is looked at */
    private Optional<Digest> archive(Descriptor blob) {
        MessageDigest hash = Hashes.of("sha256");
        try (InputStream in = blobs.open(blob);
                InputStream archive = Decompression.open(new Open(in))) {
            long size = 0;
            for (int read = archive.read(buffer); read >= 0; read = archive.read(buffer)) {
                hash.update(buffer, 0, read);
                size += read;
                if (size > MAX_ARCHIVE) {
                    return Optional.empty();
                }
            }
            drain(in);
            return Optional.of(Digest.sha256(HexFormat.of().formatHex(hash.digest())));
        } catch (AtollException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Not closed with the archive: what follows that is verified too. */
    private static final class Open extends FilterInputStream {
        Open(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // Its owner does.
        }
    }

    private void drain(InputStream in) throws IOException {
        while (in.read(buffer) >= 0) {
            // Verified as it is read.
        }
    }

    /** The content is no archive, which is not the blob's fault. */
    private static final class ArchiveException extends AtollException {
        private static final long serialVersionUID = 1L;

        ArchiveException(String message) {
            super(ErrorCode.INVALID, message);
        }
    }
}
