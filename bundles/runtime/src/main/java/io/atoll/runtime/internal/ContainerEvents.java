package io.atoll.runtime.internal;

import io.atoll.api.event.Event;
import io.atoll.api.event.Event.Action;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tells the world of containers, with the attributes Docker gives: labels, name, image, and what belongs to the event. */
final class ContainerEvents {
    private final Consumer<Event> events;

    /** @param events takes them */
    ContainerEvents(Consumer<Event> events) {
        this.events = events;
    }

    void publish(ContainerConfig config, Action action, Map<String, String> more) {
        publish(config, action, "", more);
    }

    void publish(ContainerConfig config, Action action, String detail, Map<String, String> more) {
        publish(config, Instant.now(), action, detail, more);
    }

    void publish(ContainerConfig config, Instant time, Action action, String detail, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(config.labels());
        attributes.put("image", config.image());
        attributes.put("name", config.name());
        attributes.putAll(more);
        events.accept(new Event(time, Event.Type.CONTAINER, action, detail, config.id(), attributes));
    }
}
