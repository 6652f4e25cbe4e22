package io.atoll.registry.internal.call;

import io.atoll.registry.internal.http.Origin;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many requests one host gets at a time, whoever makes them. Reads and writes are counted apart, and what has no body is not counted: copying within a host holds a
 * read while it writes, and would otherwise wait for itself.
 */
final class HostLimits {
    private static final int MOST_REMEMBERED = 500;

    private record Key(Origin origin, boolean write, int parallel) {}

    private final Map<Key, Semaphore> permits = new ConcurrentHashMap<>();

    /** To be given back; more than once does no harm. */
    interface Permit {
        void release();
    }

    Permit acquire(Target target, String method) throws InterruptedException {
        if (method.equals("HEAD")) {
            return () -> {};
        }
        if (permits.size() > MOST_REMEMBERED) {
            permits.values().removeIf(one -> !one.hasQueuedThreads());
        }
        Key key = new Key(target.origin(), !method.equals("GET"), target.parallel());
        Semaphore semaphore = permits.computeIfAbsent(key, unused -> new Semaphore(target.parallel(), true));
        semaphore.acquire();
        AtomicBoolean released = new AtomicBoolean();
        return () -> {
            if (released.compareAndSet(false, true)) {
                semaphore.release();
            }
        };
    }
}
