package io.atoll.registry.internal;

import io.atoll.api.image.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** One download of one digest at a time, however many pulls want it: the others wait and find it done. */
final class DigestLocks {
    private static final class Entry {
        final ReentrantLock lock = new ReentrantLock();
        int users;
    }

    private final Map<Digest, Entry> entries = new HashMap<>();

    /** Held until closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    Held lock(Digest digest) throws InterruptedException {
        Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(digest, d -> new Entry());
            entry.users++;
        }
        try {
            entry.lock.lockInterruptibly();
        } catch (InterruptedException e) {
            leave(digest, entry);
            throw e;
        }
        return () -> {
            entry.lock.unlock();
            leave(digest, entry);
        };
    }

    private void leave(Digest digest, Entry entry) {
        synchronized (entries) {
            if (--entry.users == 0) {
                entries.remove(digest);
            }
        }
    }
}
