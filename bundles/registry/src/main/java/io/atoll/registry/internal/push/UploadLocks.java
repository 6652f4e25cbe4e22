package io.atoll.registry.internal.push;

import io.atoll.api.image.Digest;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** One blob is uploaded to one repository by one push at a time: the others wait, and then find it there. */
public final class UploadLocks {
    private record Key(Origin origin, String repository, Digest digest) {}

    private static final class Entry {
        final ReentrantLock lock = new ReentrantLock();
        int users;
    }

    /** Held until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private final Map<Key, Entry> entries = new HashMap<>();

    Held hold(Target target, Digest digest) throws InterruptedException {
        Key key = new Key(target.origin(), target.repository(), digest);
        Entry entry = enter(key);
        try {
            entry.lock.lockInterruptibly();
        } catch (InterruptedException e) {
            leave(key, entry);
            throw e;
        }
        return () -> {
            entry.lock.unlock();
            leave(key, entry);
        };
    }

    private synchronized Entry enter(Key key) {
        Entry entry = entries.computeIfAbsent(key, missing -> new Entry());
        entry.users++;
        return entry;
    }

    private synchronized void leave(Key key, Entry entry) {
        if (--entry.users == 0) {
            entries.remove(key);
        }
    }
}
