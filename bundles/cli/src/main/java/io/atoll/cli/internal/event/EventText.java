package io.atoll.cli.internal.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.event.Event;
import io.atoll.json.Json;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Events as Docker shows them. */
final class EventText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX", Locale.ROOT);

    private EventText() {}

    /** {@code 2026-11-21T21:00:00.000000000+01:00 container start ID (image=alpine, name=web)}. */
    static String line(Event event) {
        String attributes = new TreeMap<>(event.attributes())
                .entrySet().stream()
                        .map(attribute -> attribute.getKey() + "=" + attribute.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
        return "%s %s %s %s%s"
                .formatted(
                        TIME.format(event.time().atZone(ZoneId.systemDefault())),
                        event.type(),
                        event.text(),
                        event.id(),
                        event.attributes().isEmpty() ? "" : attributes);
    }

    /** The object Docker's {@code --format json} prints, and its templates see. */
    static ObjectNode json(Event event) {
        ObjectNode node = Json.object();
        long nanoseconds = ChronoUnit.NANOS.between(Instant.EPOCH, event.time());
        if (event.type() == Event.Type.CONTAINER) {
            node.put("status", event.text());
            node.put("id", event.id());
            node.put("from", event.attributes().getOrDefault("image", ""));
        }
        node.put("Type", event.type().toString());
        node.put("Action", event.text());
        ObjectNode actor = node.putObject("Actor");
        actor.put("ID", event.id());
        ObjectNode attributes = actor.putObject("Attributes");
        new TreeMap<>(event.attributes()).forEach(attributes::put);
        node.put("scope", "local");
        node.put("time", Math.floorDiv(nanoseconds, 1_000_000_000L));
        node.put("timeNano", nanoseconds);
        return node;
    }
}
