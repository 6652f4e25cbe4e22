package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.image.Digest;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Lease;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is written into the store and has no name yet, held until it has one: renewed well before it expires, and over by itself if the engine is killed. For several threads.
 */
public final class TransferLease implements AutoCloseable {
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    private final ImageStore store;
    private final String owner;
    private final Set<Digest> held = new LinkedHashSet<>();
    private final Thread renewal;
    private @Nullable Lease lease;
    private boolean closed;

    /** @param purpose for example {@code copy}, {@code load} */
    public TransferLease(ImageStore store, String purpose) {
        this.store = store;
        owner = purpose + "/" + UUID.randomUUID();
        renewal = Thread.ofVirtual().name("atoll-transfer-lease").unstarted(this::renew);
    }

    /** From now on also these. */
    public synchronized void hold(Collection<Digest> digests) {
        if (held.addAll(digests) || lease == null) {
            // Of the same owner: it takes the place of the one before.
            lease = store.lease(owner, held, LIFETIME);
            if (renewal.getState() == Thread.State.NEW) {
                renewal.start();
            }
        }
    }

    private void renew() {
        try {
            while (true) {
                Thread.sleep(LIFETIME.dividedBy(4));
                renewOnce();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private synchronized void renewOnce() {
        if (closed) {
            return;
        }
        try {
            lease = store.lease(owner, held, LIFETIME);
        } catch (AtollException e) {
            if (!Thread.currentThread().isInterrupted()) {
                // A full disk, perhaps: there are more tries before it expires.
                System.getLogger(TransferLease.class.getName())
                        .log(System.Logger.Level.WARNING, "cannot renew the lease of " + owner, e);
            }
        }
    }

    @Override
    public void close() {
        renewal.interrupt();
        synchronized (this) {
            closed = true;
            if (lease != null) {
                lease.close();
            }
        }
    }
}
