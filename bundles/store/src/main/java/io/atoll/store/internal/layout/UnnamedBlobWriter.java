package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.layout.UnnamedBlob;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.HashedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes a blob that gets the name its content has. */
final class UnnamedBlobWriter implements UnnamedBlob {
    private final Layout layout;
    private final String mediaType;
    private final String algorithm;
    private final HashedFile file;

    UnnamedBlobWriter(Layout layout, String mediaType, String algorithm, HashedFile file) {
        this.layout = layout;
        this.mediaType = mediaType;
        this.algorithm = algorithm;
        this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes) {
        try {
            file.write(bytes);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                UnnamedBlobWriter.this.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    @Override
    public Descriptor commit() {
        return finish(null);
    }

    @Override
    public Descriptor commit(Descriptor expected) {
        if (!expected.digest().algorithm().equals(algorithm)) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "expected digest algorithm %s but found %s".formatted(algorithm, expected.digest()));
        }
        return finish(expected);
    }

    private Descriptor finish(@Nullable Descriptor expected) {
        if (file.isClosed()) {
            throw new IllegalStateException("the blob's writer is closed");
        }
        try {
            Digest digest = file.finish();
            if (expected != null) {
                BlobFileWriter.check(expected, digest, file.size());
            }
            file.publish(layout.newBlob(digest));
            return new Descriptor(mediaType, digest, file.size());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private AtollException failed(IOException e) {
        return Failures.of("write a blob", layout.directory(), e);
    }

    @Override
    public void close() {
        file.discard();
    }
}
