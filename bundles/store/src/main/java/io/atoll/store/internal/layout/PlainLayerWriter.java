package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Function;

/** Layers that are not compressed: hashed once, for blob digest and diff-id are one. */
final class PlainLayerWriter implements LayerWriter {
    private final BlobFile file;
    private final Path temporary;
    private final Function<Digest, Path> target;

    private PlainLayerWriter(BlobFile file, Path temporary, Function<Digest, Path> target) {
        this.file = file;
        this.temporary = temporary;
        this.target = target;
    }

    static LayerWriter create(Disk disk, LayerFormat format, Path temporary, Function<Digest, Path> target) {
        if (!(format instanceof LayerFormat.Plain)) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED, "layers of the type '%s' cannot be written".formatted(format.mediaType()));
        }
        try {
            return new PlainLayerWriter(new BlobFile(disk, temporary, "sha256"), temporary, target);
        } catch (IOException e) {
            throw Failures.of("write a layer", temporary, e);
        }
    }

    @Override
    public OutputStream archive() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                file.write(ByteBuffer.wrap(new byte[] {(byte) b}));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                file.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    @Override
    public LayerBlob commit() {
        try {
            Digest digest = file.finish();
            file.publish(target.apply(digest));
            String mediaType = new LayerFormat.Plain().mediaType();
            return new LayerBlob(new Descriptor(mediaType, digest, file.size()), digest);
        } catch (IOException e) {
            throw Failures.of("write a layer", temporary, e);
        }
    }

    @Override
    public void close() {
        file.discard();
    }
}
