package io.atoll.store.internal.layout;

import io.atoll.api.store.BlobWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Copies what a blob holds, hashed once: by the writer, which has to verify it in any case. */
public final class BlobContent {
    private static final int BUFFER = 256 << 10;

    private BlobContent() {}

    /**
     * Between files of one file system that can, by sharing their blocks. What is written is committed by the caller.
     *
     * @param progress told how many bytes have been copied so far
     * @return whether blocks are shared
     */
    public static boolean copy(InputStream from, BlobWriter to, LongConsumer progress) throws IOException {
        VerifyingInputStream verifying = from instanceof VerifyingInputStream its ? its : null;
        Optional<Path> file = verifying == null ? Optional.empty() : verifying.file();
        if (file.isPresent() && to instanceof BlobFileWriter writer && writer.share(file.get(), progress)) {
            return true;
        }
        InputStream in = verifying == null ? from : verifying.unverified();
        byte[] buffer = new byte[BUFFER];
        long done = 0;
        for (int read = in.readNBytes(buffer, 0, BUFFER); read > 0; read = in.readNBytes(buffer, 0, BUFFER)) {
            to.write(ByteBuffer.wrap(buffer, 0, read));
            done += read;
            progress.accept(done);
        }
        return false;
    }
}
