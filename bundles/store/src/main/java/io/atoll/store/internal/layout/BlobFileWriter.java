package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.posix.KernelException;
import io.atoll.api.store.BlobWriter;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.HashedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Writes a blob that is known: it appears only if it is what was expected. */
final class BlobFileWriter implements BlobWriter {
    private final Layout layout;
    private final Descriptor expected;
    private final HashedFile file;
    private final SharedBlocks sharing;

    BlobFileWriter(Layout layout, Descriptor expected, HashedFile file, SharedBlocks sharing) {
        this.layout = layout;
        this.expected = expected;
        this.file = file;
        this.sharing = sharing;
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (bytes.remaining() > expected.size() - file.size()) {
            throw mismatch(expected.digest(), "expected %d bytes but there are more".formatted(expected.size()));
        }
        try {
            file.write(bytes);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Takes everything from a file, sharing its blocks; before anything is written.
     *
     * @return false, with nothing written, where the file systems cannot
     */
    boolean share(Path original, LongConsumer progress) {
        try {
            if (!sharing.copy(original, file.path())) {
                return false;
            }
            // What was shared may be damaged, or may have become something else.
            file.adopt(expected.size(), progress);
            return true;
        } catch (KernelException e) {
            throw Failures.of("write the blob " + expected.digest(), layout.directory(), e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void commit() {
        verify();
        publish();
    }

    /** Ends the content. */
    void verify() {
        if (file.isClosed()) {
            throw new IllegalStateException("the writer of " + expected.digest() + " is closed");
        }
        try {
            check(expected, file.finish(), file.size());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Gives it its name; only what was verified. */
    void publish() {
        try {
            file.publish(layout.newBlob(expected.digest()));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The digest first (S4.4); but content that is too short is told by its size. */
    static void check(Descriptor expected, Digest digest, long size) {
        if (size != expected.size() && digest.equals(expected.digest())) {
            throw mismatch(expected.digest(), "expected size %d but found %d".formatted(expected.size(), size));
        }
        if (!digest.equals(expected.digest())) {
            throw mismatch(
                    expected.digest(),
                    "expected digest %s but found %s"
                            .formatted(expected.digest(), digest)
                            .concat(
                                    size == expected.size()
                                            ? ""
                                            : " (and expected %d bytes but found %d)"
                                                    .formatted(expected.size(), size)));
        }
    }

    private AtollException failed(IOException e) {
        return Failures.of("write the blob " + expected.digest(), layout.directory(), e);
    }

    static AtollException mismatch(Digest blob, String why) {
        return new AtollException(ErrorCode.CORRUPT, "the blob %s is not what was announced: %s".formatted(blob, why));
    }

    @Override
    public void close() {
        file.discard();
    }
}
