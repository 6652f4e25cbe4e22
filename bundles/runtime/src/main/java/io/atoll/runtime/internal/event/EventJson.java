package io.atoll.runtime.internal.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.event.Event;
import io.atoll.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Events to and from a line of the event file. */
final class EventJson {
    private EventJson() {}

    static byte[] write(Event event) {
        ObjectNode node = Json.object();
        node.put("time", event.time().toString()); // as a number it is too large for RFC 8785
        node.put("type", event.type().name());
        node.put("action", event.action().name());
        node.put("detail", event.detail());
        node.put("id", event.id());
        ObjectNode attributes = node.putObject("attributes");
        event.attributes().forEach(attributes::put);
        return Json.canonical(node);
    }

    /** @throws RuntimeException if it is none: the end of a line that was being written when its engine was killed */
    static Event read(byte[] line) {
        JsonNode node = Json.parse(line, "event");
        Map<String, String> attributes = new LinkedHashMap<>();
        node.path("attributes")
                .properties()
                .forEach(attribute ->
                        attributes.put(attribute.getKey(), attribute.getValue().asText()));
        return new Event(
                Instant.parse(node.path("time").asText()),
                Event.Type.valueOf(node.path("type").asText()),
                Event.Action.valueOf(node.path("action").asText()),
                node.path("detail").asText(),
                node.path("id").asText(),
                attributes);
    }
}
