package io.atoll.store.internal.transfer;

import io.atoll.api.image.Descriptor;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.TransferListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Copies one blob; the writer verifies what comes. */
final class BlobCopy {
    private static final int BUFFER = 256 << 10;

    private BlobCopy() {}

    static void copy(
            Descriptor blob, ImageSource source, Function<Descriptor, BlobWriter> target, TransferListener listener)
            throws IOException {
        try (InputStream in = source.openBlob(blob);
                BlobWriter out = target.apply(blob)) {
            byte[] buffer = new byte[BUFFER];
            long done = 0;
            for (int read = in.readNBytes(buffer, 0, BUFFER); read > 0; read = in.readNBytes(buffer, 0, BUFFER)) {
                out.write(ByteBuffer.wrap(buffer, 0, read));
                done += read;
                listener.copied(blob, done);
            }
            out.commit();
        }
        listener.complete(blob);
    }
}
