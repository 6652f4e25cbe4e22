package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Lease;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a pull needs, held for as long as it runs: renewed well before it expires. A pull that is killed cannot give it up, so it ends by itself; until then
 * what was already downloaded stays, for whoever pulls the image again.
 */
public final class PullLease implements AutoCloseable {
    public static final Duration LIFETIME = Duration.ofMinutes(30);
    /** Of the image's name; the rest of the 255 bytes a lease's file name has is for escaping it. */
    private static final int MAX_NAME = 60;

    private final ImageStore store;
    private final String owner;
    private final Duration lifetime;
    private final Set<Digest> held = new LinkedHashSet<>();
    private final Thread renewal;
    private @Nullable Lease lease;
    private boolean closed;

    public PullLease(ImageStore store, Reference reference, Duration lifetime) {
        this.store = store;
        this.lifetime = lifetime;
        String name = reference.toString();
        owner = "pull/%s/%s"
                .formatted(
                        name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name,
                        UUID.randomUUID().toString().substring(0, 8));
        renewal = Thread.ofVirtual().name("atoll-pull-lease").unstarted(this::renew);
    }

    /** From now on also these. */
    public synchronized void hold(Collection<Digest> digests) {
        held.addAll(digests);
        // Of the same owner: it takes the place of the one before.
        lease = store.lease(owner, held, lifetime);
        if (renewal.getState() == Thread.State.NEW) {
            renewal.start();
        }
    }

    private void renew() {
        try {
            while (true) {
                Thread.sleep(lifetime.dividedBy(4));
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
            lease = store.lease(owner, held, lifetime);
        } catch (AtollException e) {
            if (!Thread.currentThread().isInterrupted()) {
                // A full disk, perhaps: there are more tries before it expires.
                System.getLogger(PullLease.class.getName())
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
