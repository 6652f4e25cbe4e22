package io.atoll.store.internal.pack;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.store.internal.compression.CompressedOutput;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.HashedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Function;

/** Writes a layer's blob to a temporary file, and gives it the name that it turns out to have. */
public final class BlobLayerWriter implements LayerWriter {
    private static final String ALGORITHM = "sha256";

    private final Disk disk;
    private final LayerFormat format;
    private final Path temporary;
    private final Function<Digest, Path> target;
    private final HashedFile blob;
    private final ArchiveStream archive;
    private boolean closed;

    private BlobLayerWriter(
            Disk disk,
            LayerFormat format,
            Path temporary,
            Function<Digest, Path> target,
            HashedFile blob,
            ArchiveStream archive) {
        this.disk = disk;
        this.format = format;
        this.temporary = temporary;
        this.target = target;
        this.blob = blob;
        this.archive = archive;
    }

    /**
     * Begins a layer.
     *
     * @param temporary where nothing is yet, in the file system of the target
     * @param target where a blob of a digest belongs
     */
    public static BlobLayerWriter create(Disk disk, LayerFormat format, Path temporary, Function<Digest, Path> target) {
        try {
            HashedFile blob = new HashedFile(disk, temporary, ALGORITHM, Long.MAX_VALUE);
            try {
                OutputStream encoder = CompressedOutput.open(format, stream(blob, temporary));
                ArchiveStream archive = new ArchiveStream(encoder, !(format instanceof LayerFormat.Plain));
                return new BlobLayerWriter(disk, format, temporary, target, blob, archive);
            } catch (IOException | RuntimeException | Error e) {
                blob.discard();
                throw e;
            }
        } catch (IOException e) {
            throw Failures.of("write a layer", temporary, e);
        }
    }

    @Override
    public OutputStream archive() {
        return archive;
    }

    @Override
    public LayerBlob commit() {
        if (closed) {
            throw new IllegalStateException("the layer's writer is closed");
        }
        try {
            archive.finish();
            Digest digest = blob.finish();
            Digest diffId = format instanceof LayerFormat.Plain ? digest : archive.digest();
            Path path = target.apply(digest);
            Path directory = path.getParent();
            if (directory != null) {
                disk.createSharedDirectories(directory);
            }
            blob.publish(path);
            closed = true;
            return new LayerBlob(new Descriptor(format.mediaType(), digest, blob.size()), diffId);
        } catch (IOException e) {
            throw Failures.of("write a layer", temporary, e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        blob.discard();
        try {
            // An encoder ends by writing its end, and releases what it holds: into nothing.
            archive.abandon();
        } catch (IOException | AtollException e) {
            // Of a layer that nobody wants.
        }
    }

    /** Encoders close it when they end, which is not the end of the file; what they write to one that is discarded is not wanted. */
    private static OutputStream stream(HashedFile blob, Path temporary) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (blob.isClosed()) {
                    return;
                }
                try {
                    blob.write(ByteBuffer.wrap(bytes, offset, length));
                } catch (IOException e) {
                    throw Failures.of("write a layer", temporary, e);
                }
            }
        };
    }
}
