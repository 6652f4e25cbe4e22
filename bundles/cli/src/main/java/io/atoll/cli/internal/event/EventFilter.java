package io.atoll.cli.internal.event;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** {@code --filter}, as with Docker: of several of one name one must hold (of labels, all), of each name. */
final class EventFilter {
    private EventFilter() {}

    /** @throws AtollException INVALID if there is no such filter */
    static Predicate<Event> of(List<String> filters) {
        Map<String, Predicate<Event>> byName = new LinkedHashMap<>();
        for (String filter : filters) {
            int equals = filter.indexOf('=');
            String name = equals < 0 ? "" : filter.substring(0, equals);
            Predicate<Event> one = one(filter, name, filter.substring(equals + 1));
            byName.merge(name, one, name.equals("label") ? Predicate::and : Predicate::or);
        }
        return byName.values().stream().reduce(event -> true, Predicate::and);
    }

    private static Predicate<Event> one(String filter, String name, String value) {
        return switch (name) {
            case "container" -> event -> event.type() == Event.Type.CONTAINER && isNamed(event, value);
            case "image" -> event -> isImage(event, value);
            case "volume" ->
                event -> event.type() == Event.Type.VOLUME && event.id().equals(value);
            case "network" -> event -> event.type() == Event.Type.NETWORK && isNamed(event, value);
            case "event" ->
                event -> event.action().toString().equals(value) || event.text().equals(value);
            case "type" -> event -> event.type().toString().equals(value);
            case "label" -> label(value);
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown filter '%s': expected container=, image=, volume=, network=, event=, type= or label="
                                .formatted(filter));
        };
    }

    private static boolean isNamed(Event event, String value) {
        return !value.isEmpty()
                && (event.id().startsWith(value)
                        || value.equals(event.attributes().get("name")));
    }

    /** Of the image itself, or of a container made from it; by its whole name or the end of it. */
    private static boolean isImage(Event event, String value) {
        String image = event.type() == Event.Type.IMAGE
                ? event.id()
                : event.attributes().getOrDefault("image", "");
        return image.equals(value)
                || image.endsWith("/" + value)
                || image.endsWith("/" + value + ":latest")
                || image.equals(value + ":latest");
    }

    private static Predicate<Event> label(String label) {
        int equals = label.indexOf('=');
        return equals < 0
                ? event -> event.attributes().containsKey(label)
                : event -> label.substring(equals + 1).equals(event.attributes().get(label.substring(0, equals)));
    }
}
