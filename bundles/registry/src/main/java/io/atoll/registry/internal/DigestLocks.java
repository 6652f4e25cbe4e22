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

    /** What is done while the digest is locked. */
    interface Action {
        void run() throws InterruptedException;
    }

    void alone(Digest digest, Action action) throws InterruptedException {
        Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(digest, d -> new Entry());
            entry.users++;
        }
        try {
            entry.lock.lockInterruptibly();
            try {
                action.run();
            } finally {
                entry.lock.unlock();
            }
        } finally {
            leave(digest, entry);
        }
    }

    private void leave(Digest digest, Entry entry) {
        synchronized (entries) {
            if (--entry.users == 0) {
                entries.remove(digest);
            }
        }
    }
}
