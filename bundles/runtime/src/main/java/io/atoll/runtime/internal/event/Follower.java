package io.atoll.runtime.internal.event;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Event;
import io.atoll.api.event.Events.EventReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One reader, with what it has not read yet. */
final class Follower implements EventReader {
    /** So many may wait, beside those that were there at the beginning. */
    private static final int MOST = 20_000;

    private final Queue<Event> waiting;
    private final int most;
    private final @Nullable Instant until;
    private final Consumer<Follower> closed;
    private boolean over;
    private boolean lost;

    Follower(Collection<Event> kept, @Nullable Instant until, Consumer<Follower> closed) {
        waiting = new ArrayDeque<>(kept);
        most = kept.size() + MOST;
        this.until = until;
        this.closed = closed;
    }

    synchronized void offer(Event event) {
        if (!lost && waiting.size() < most) {
            waiting.add(event);
        } else {
            lost = true;
        }
        notifyAll();
    }

    /** What waits is still read. */
    synchronized void end() {
        over = true;
        notifyAll();
    }

    @Override
    public synchronized @Nullable Event next() throws InterruptedException {
        while (waiting.isEmpty()) {
            if (lost) {
                throw new AtollException(
                        ErrorCode.UNAVAILABLE,
                        "events came faster than they were read: some are lost; --since reads those that are kept");
            }
            long left = until == null
                    ? Long.MAX_VALUE
                    : Duration.between(Instant.now(), until).toMillis();
            if (over || left <= 0) {
                return null;
            }
            wait(Math.min(left, 60_000));
        }
        Event event = waiting.remove();
        return until != null && event.time().isAfter(until) ? null : event;
    }

    @Override
    public void close() {
        closed.accept(this);
    }
}
