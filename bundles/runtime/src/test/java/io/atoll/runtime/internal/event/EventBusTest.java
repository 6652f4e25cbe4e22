package io.atoll.runtime.internal.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.event.Event;
import io.atoll.api.event.Event.Action;
import io.atoll.api.event.Events.EventReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventBusTest {
    private static final long BOUND = 10_000;

    @TempDir
    Path temp;

    private static Event event(int number) {
        Instant time = Instant.parse("2026-01-02T03:04:05.000000006Z").plusSeconds(number);
        return new Event(
                time,
                Event.Type.CONTAINER,
                Action.HEALTH_STATUS,
                "grün",
                "id" + number,
                Map.of("name", "n\n\"" + number));
    }

    private static List<Event> read(EventBus bus, @Nullable Instant since) throws InterruptedException {
        List<Event> events = new ArrayList<>();
        try (EventReader reader = bus.read(since, Instant.now())) {
            for (Event event = reader.next(); event != null; event = reader.next()) {
                events.add(event);
            }
        }
        return events;
    }

    @Test
    void theNextEngineKnowsThemToo() throws Exception {
        EventBus bus = new EventBus(temp, BOUND);
        bus.publish(event(1));
        bus.publish(event(2));
        assertEquals(List.of(event(1), event(2)), read(bus, Instant.EPOCH), "what was published is read at once");
        assertEquals(List.of(event(2)), read(bus, event(2).time()), "since includes its time");
        assertEquals(List.of(), read(bus, null));
        bus.publish(event(3));
        bus.deactivate();
        EventBus next = new EventBus(temp, BOUND);
        assertEquals(List.of(event(1), event(2), event(3)), read(next, Instant.EPOCH));
        next.deactivate();
    }

    @Test
    void theNewestAreKeptAndNotMoreThanTheBound() throws Exception {
        EventBus bus = new EventBus(temp, BOUND);
        for (int i = 0; i < 500; i++) {
            bus.publish(event(i));
            if (i % 10 == 0) {
                read(bus, null); // written in many pieces
            }
        }
        List<Event> kept = read(bus, Instant.EPOCH);
        assertEquals(event(499), kept.getLast());
        assertEquals(
                kept,
                kept.stream().sorted((a, b) -> a.time().compareTo(b.time())).toList());
        assertEquals(
                499 - kept.size() + 1, Integer.parseInt(kept.getFirst().id().substring(2)), "without a gap");
        assertTrue(Files.size(temp.resolve("events")) <= BOUND && Files.size(temp.resolve("events.1")) <= BOUND);
        bus.deactivate();
    }

    @Test
    void halfALineOfAKilledEngineHidesNoOther() throws Exception {
        EventBus bus = new EventBus(temp, BOUND);
        bus.publish(event(1));
        bus.deactivate();
        Files.writeString(temp.resolve("events"), "{\"time\":", StandardOpenOption.APPEND);
        EventBus next = new EventBus(temp, BOUND);
        next.publish(event(2));
        next.publish(event(3));
        assertEquals(List.of(event(1), event(2), event(3)), read(next, Instant.EPOCH));
        next.deactivate();
    }

    @Test
    void followersAndListenersAreToldInOrder() throws Exception {
        EventBus bus = new EventBus(temp, BOUND);
        LinkedBlockingQueue<Event> told = new LinkedBlockingQueue<>();
        bus.addListener(event -> {
            throw new IllegalStateException("a listener that fails harms nobody");
        });
        bus.addListener(told::add);
        try (EventReader reader = bus.read(null, null)) {
            bus.publish(event(1));
            bus.publish(event(2));
            assertEquals(event(1), reader.next());
            assertEquals(event(2), reader.next());
            assertEquals(event(1), told.poll(10, TimeUnit.SECONDS));
            assertEquals(event(2), told.poll(10, TimeUnit.SECONDS));
            bus.deactivate();
            assertNull(reader.next(), "the engine stops");
        }
    }
}
