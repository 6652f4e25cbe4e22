package io.atoll.registry.internal.push;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.registry.internal.call.Attempts;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Uploads one blob: in one request where that goes, else in parts. After a cut the registry is asked how far it got, and the upload goes on from there or begins again; one that fails is taken away. For
 * one thread, once.
 */
final class BlobUpload {
    /** Of a part; less for a registry to which that is too much. */
    private static final long CHUNK = 16 << 20;

    private static final long SMALLEST_CHUNK = 256 << 10;
    private static final int MOST_RESTARTS = 2;

    private final EndpointCaller caller;
    private final Target target;
    private final Descriptor blob;
    private final BlobBody body;
    private @Nullable UploadSession session;
    private long offset;
    private boolean inParts;
    private boolean unsure;
    private long chunk = CHUNK;
    private int restarts;

    BlobUpload(EndpointCaller caller, Target target, Descriptor blob, BlobBody body, Optional<UploadSession> session) {
        this.caller = caller;
        this.target = target;
        this.blob = blob;
        this.body = body;
        this.session = session.orElse(null);
    }

    void run() throws InterruptedException {
        boolean complete = false;
        try {
            transfer();
            complete = true;
        } finally {
            if (!complete) {
                abandon();
            }
        }
    }

    private void transfer() throws InterruptedException {
        Attempts attempts = new Attempts(blob.size());
        while (true) {
            UploadSession current = current();
            RegistryVerb<UploadPart.Outcome> next = null;
            try {
                if (unsure && !resume(current)) {
                    continue;
                }
                next = next(current());
                if (advance(caller.once(target, next))) {
                    return;
                }
            } catch (IOException e) {
                unsure = true;
                inParts = true;
                int failures = attempts.failed(offset);
                // Who closes the connection without a word may not like requests of this size, or of this length of
                // time.
                chunk = failures > 1 ? smaller() : chunk;
                Thread.sleep(caller.waitAfter(
                        e, failures, target, next == null ? new UploadStatus(target, blob, current) : next));
            }
        }
    }

    private UploadSession current() throws InterruptedException {
        UploadSession known = session;
        if (known == null) {
            known = caller.call(target, new StartUpload(target, blob, null)).orElseThrow();
            session = known;
            offset = 0;
            unsure = false;
        }
        return known;
    }

    /** Finds out where a cut upload goes on. False if it must begin again. */
    private boolean resume(UploadSession cut) throws IOException, InterruptedException {
        Optional<UploadStatus.Progress> status = caller.once(target, new UploadStatus(target, blob, cut));
        unsure = false;
        if (status.isEmpty()) {
            abandon();
            return false;
        }
        session = status.get().session();
        offset = status.get().received();
        return true;
    }

    private RegistryVerb<UploadPart.Outcome> next(UploadSession current) {
        if (!inParts) {
            return UploadPart.whole(target, blob, current, body.part(0, blob.size()));
        }
        if (offset == blob.size()) {
            return UploadPart.end(target, blob, current);
        }
        return UploadPart.chunk(target, blob, current, body.part(offset, part()), offset);
    }

    /** The size of the next part. */
    private long part() {
        long least = session == null ? 0 : session.minChunk();
        return Math.min(Math.max(chunk, least), blob.size() - offset);
    }

    private long smaller() {
        return Math.max(SMALLEST_CHUNK, Math.min(chunk, blob.size() - offset) / 4);
    }

    private long smallest() {
        return Math.max(SMALLEST_CHUNK, session == null ? 0 : session.minChunk());
    }

    /** True when the blob is there. */
    private boolean advance(UploadPart.Outcome outcome) throws IOException, InterruptedException {
        return switch (outcome) {
            case UploadPart.Complete complete -> true;
            case UploadPart.Refused refused -> {
                otherwise(refused);
                yield false;
            }
            case UploadPart.Taken taken -> {
                session = taken.session();
                yield taken(taken);
            }
        };
    }

    private boolean taken(UploadPart.Taken taken) throws IOException, InterruptedException {
        boolean end = !inParts || offset == blob.size();
        if (end) {
            if (caller.call(target, new BlobExists(target, blob))) {
                return true;
            }
            throw new IOException("the registry took the blob but does not have it");
        }
        long sent = part();
        long received = taken.received().orElse(offset + sent);
        if (received <= offset || received > offset + sent) {
            abandon();
            throw new IOException("the registry lost count: it says it has %d bytes".formatted(received));
        }
        offset = received;
        return false;
    }

    /** Another way: in parts, in smaller parts, from where the registry is, or from the beginning. */
    private void otherwise(UploadPart.Refused refused) {
        boolean tooLarge = refused.status() == 413 && inParts;
        if (tooLarge && part() > smallest()) {
            chunk = smaller();
            unsure = offset > 0;
        } else if (inParts && refused.status() == 416 && ++restarts <= MOST_RESTARTS) {
            unsure = true;
        } else if (++restarts <= MOST_RESTARTS && !tooLarge) {
            abandon();
        } else {
            throw refused.error();
        }
        inParts = true;
    }

    /** The next try has a new upload; nobody waits for the old one to go. */
    private void abandon() {
        if (session != null) {
            caller.forget(target, target.pushScope(), session.location());
            session = null;
        }
        offset = 0;
        unsure = false;
    }

    /** For messages. */
    static AtollException because(AtollException e, Descriptor blob) {
        String message = String.valueOf(e.getMessage());
        // What the source does not have it says itself.
        return e.code() == ErrorCode.NOT_FOUND || message.contains(blob.digest().toString())
                ? e
                : new AtollException(e.code(), "failed to push blob %s: %s".formatted(blob.digest(), message), e);
    }
}
