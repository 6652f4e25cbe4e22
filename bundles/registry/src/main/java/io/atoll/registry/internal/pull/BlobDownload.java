package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.store.BlobWriter;
import io.atoll.registry.internal.call.Attempts;
import io.atoll.registry.internal.call.Backoff;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A blob's way into the store, over as many connections as it takes, as long as each time something comes: a connection that is cut every few megabytes delivers a large
 * blob too, one that delivers nothing is tried again only so often.
 */
final class BlobDownload {
    private final EndpointCaller caller;
    private final Target target;
    private final Descriptor blob;
    private final String failure;
    private final @Nullable URI elsewhere;
    private final LongConsumer progress;
    private final Backoff backoff;
    private final Settings settings;

    /**
     * One download.
     *
     * @param failure what a message begins with
     * @param elsewhere where it is fetched from; null for the registry
     * @param progress told how many bytes there are; less than before where it had to begin again
     */
    BlobDownload(
            EndpointCaller caller,
            Target target,
            Descriptor blob,
            String failure,
            @Nullable URI elsewhere,
            LongConsumer progress) {
        this.caller = caller;
        this.target = target;
        this.blob = blob;
        this.failure = failure;
        this.elsewhere = elsewhere;
        this.progress = progress;
        settings = caller.settings();
        backoff = new Backoff(settings.backoff());
    }

    /** @param writers for each beginning one */
    void run(Supplier<BlobWriter> writers) throws InterruptedException {
        if (!once(writers, false)) {
            progress.accept(0);
            boolean unused = once(writers, true);
        }
    }

    /** @return false if what came in several parts is not the blob: the parts may not have been of one */
    private boolean once(Supplier<BlobWriter> writers, boolean last) throws InterruptedException {
        try (BlobWriter writer = writers.get()) {
            PullBlob verb = new PullBlob(target, blob, failure, elsewhere, writer, progress);
            fill(verb);
            try {
                writer.commit();
            } catch (AtollException e) {
                if (e.code() == ErrorCode.CORRUPT && verb.resumed() && !last) {
                    return false;
                }
                throw e;
            }
            return true;
        } catch (AtollException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(failure) ? e : new AtollException(e.code(), failure + ": " + message, e);
        }
    }

    private void fill(PullBlob verb) throws InterruptedException {
        Attempts attempts = new Attempts(blob.size());
        while (true) {
            Optional<IOException> cut = caller.call(target, verb);
            if (cut.isEmpty()) {
                return;
            }
            int failures = attempts.failed(verb.received());
            if (failures >= settings.tries()) {
                throw EndpointCaller.failed(target, verb, cut.get(), failures);
            }
            Thread.sleep(backoff.after(failures));
        }
    }
}
