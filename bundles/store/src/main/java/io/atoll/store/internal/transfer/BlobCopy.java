package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.TransferListener;
import io.atoll.store.internal.layout.BlobContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/** Copies one blob; the writer verifies what comes. */
final class BlobCopy {
    private BlobCopy() {}

    static void copy(
            Descriptor blob, ImageSource source, Function<Descriptor, BlobWriter> target, TransferListener listener)
            throws IOException {
        try (InputStream opened = source.openBlob(blob);
                BlobWriter out = target.apply(blob)) {
            var unused = BlobContent.copy(opened, out, done -> listener.copied(blob, done));
            out.commit();
        } catch (AtollException e) {
            if (e.code() != ErrorCode.CORRUPT) {
                throw e;
            }
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "cannot copy a blob of %s, it is damaged there: %s".formatted(source, e.getMessage()),
                    e);
        }
        listener.complete(blob);
    }
}
