package io.atoll.cli.internal.command;

import io.atoll.api.event.Event;
import io.atoll.api.event.Events;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events in memory; a reader ends with the last. */
final class FakeEvents implements Events {
    final List<Event> all = new ArrayList<>();

    @Override
    public void publish(Event event) {
        all.add(event);
    }

    @Override
    public EventReader read(@Nullable Instant since, @Nullable Instant until) {
        Iterator<Event> events = all.iterator();
        return new EventReader() {
            @Override
            public @Nullable Event next() {
                return events.hasNext() ? events.next() : null;
            }

            @Override
            public void close() {}
        };
    }
}
