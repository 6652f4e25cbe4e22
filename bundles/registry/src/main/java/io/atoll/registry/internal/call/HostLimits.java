package io.atoll.registry.internal.call;

import io.atoll.registry.internal.http.Origin;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How much one host is asked for at a time, whoever does it. Reads and writes are counted apart, for copying within a host reads while it writes. Nobody who holds a read
 * may wait for a write: see {@link EndpointCaller#write}.
 */
final class HostLimits {
    private static final int MOST_REMEMBERED = 500;

    private record Key(Origin origin, boolean write, int parallel) {}

    private final Map<Key, Semaphore> permits = new ConcurrentHashMap<>();

    Permit acquire(Target target, boolean write) throws InterruptedException {
        if (permits.size() > MOST_REMEMBERED) {
            permits.entrySet()
                    .removeIf(one ->
                            one.getValue().availablePermits() == one.getKey().parallel());
        }
        Key key = new Key(target.origin(), write, target.parallel());
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
