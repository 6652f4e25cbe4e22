package io.atoll.registry.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.transfer.ImageSource;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Blobs that are verified at their end, as those of a store are. */
final class MemorySource implements ImageSource {
    final AtomicInteger opened = new AtomicInteger();
    private final Map<Digest, byte[]> blobs;

    MemorySource(Map<Digest, byte[]> blobs) {
        this.blobs = blobs;
    }

    @Override
    public List<Descriptor> images() {
        return List.of();
    }

    @Override
    public byte[] readDocument(Descriptor document) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream openBlob(Descriptor blob) {
        byte[] bytes = blobs.get(blob.digest());
        if (bytes == null) {
            throw new AtollException(ErrorCode.NOT_FOUND, "blob not found for layer " + blob.digest());
        }
        opened.incrementAndGet();
        boolean right = TestImage.digest(bytes).equals(blob.digest());
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read() throws IOException {
                return verified(super.read());
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return verified(super.read(into, offset, length));
            }

            private int verified(int read) {
                if (read < 0 && !right) {
                    throw new AtollException(ErrorCode.CORRUPT, "the stored blob is damaged");
                }
                return read;
            }
        };
    }

    @Override
    public String toString() {
        return "memory";
    }

    @Override
    public void close() {}
}
