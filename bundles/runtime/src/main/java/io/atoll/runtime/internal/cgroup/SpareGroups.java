package io.atoll.runtime.internal.cgroup;

import io.atoll.api.runtime.Resources;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Control groups of containers to come, with the limits and devices most have: the id of a container is decided before anybody asks for one, so that
 * whoever does need not wait for its groups. They are made while nothing else is done.
 */
public final class SpareGroups implements AutoCloseable {
    private static final int KEPT = 8;
    private static final int ID_BYTES = 32;

    /** Not while the container they made room for is started. */
    private static final long REFILL_MILLIS = 100;

    /** A container that is made and not started soon gets its groups when it is. */
    private static final long UNUSED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Groups groups;
    private final SecureRandom random = new SecureRandom();
    private final Deque<String> ready = new ArrayDeque<>();

    /** By id, in the order they were taken. */
    private final Map<String, Long> taken = new LinkedHashMap<>();

    private final ScheduledExecutorService maker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "atoll-spare-groups");
        thread.setDaemon(true);
        return thread;
    });
    private boolean scheduled;
    private boolean useless;
    private boolean closed;

    public SpareGroups(Groups groups) {
        this.groups = groups;
    }

    /** Begins to make some. */
    public synchronized void start() {
        refill();
    }

    /** A new container's id. */
    public synchronized String take() {
        String id = closed ? null : ready.poll();
        if (id == null) {
            id = newId();
        } else {
            taken.put(id, System.nanoTime());
            Future<?> unused = maker.schedule(this::removeUnused, UNUSED_NANOS, TimeUnit.NANOSECONDS);
        }
        refill();
        return id;
    }

    /** Whether a container's groups are there; then they are the caller's. */
    public synchronized boolean claim(String id) {
        return taken.remove(id) != null;
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void refill() {
        if (!scheduled && !closed && !useless) {
            scheduled = true;
            Future<?> unused = maker.schedule(this::work, REFILL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void work() {
        while (wantsMore()) {
            String id = newId();
            try {
                groups.create(groups.of(id, Resources.NONE), Resources.NONE, DeviceRule.DEFAULT);
            } catch (RuntimeException e) {
                // Nobody is told before somebody's container goes without.
                giveUp();
                return;
            }
            if (!keep(id)) {
                remove(id);
            }
        }
        synchronized (this) {
            scheduled = false;
        }
    }

    private synchronized boolean wantsMore() {
        return !closed && !useless && ready.size() < KEPT;
    }

    private synchronized void giveUp() {
        useless = true;
        scheduled = false;
    }

    private synchronized boolean keep(String id) {
        return !closed && ready.add(id);
    }

    private void removeUnused() {
        Deque<String> unused = new ArrayDeque<>();
        synchronized (this) {
            long now = System.nanoTime();
            for (Iterator<Map.Entry<String, Long>> all = taken.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<String, Long> one = all.next();
                if (now - one.getValue() >= UNUSED_NANOS) {
                    unused.add(one.getKey());
                    all.remove();
                }
            }
        }
        unused.forEach(this::remove);
    }

    private void remove(String id) {
        groups.remove(groups.of(id, Resources.NONE));
    }

    /** Removes them. Those of an engine that was killed the next one sweeps. */
    @Override
    public void close() {
        Deque<String> left;
        synchronized (this) {
            closed = true;
            left = new ArrayDeque<>(ready);
            left.addAll(taken.keySet());
            ready.clear();
            taken.clear();
        }
        maker.shutdown();
        left.forEach(this::remove);
    }
}
