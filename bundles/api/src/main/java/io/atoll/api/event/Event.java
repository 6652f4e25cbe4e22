package io.atoll.api.event;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * Something that happened.
 *
 * @param detail what there is to say of it in a word: the new state of a {@link Action#HEALTH_STATUS}, the command of an
 *     {@link Action#EXEC_START}; empty where there is nothing
 * @param id the container's id, the image's or volume's name
 * @param attributes of a container {@code name}, {@code image} and its labels, and what belongs to the action: {@code exitCode},
 *     {@code signal}, {@code oldName}, {@code execID}
 */
public record Event(Instant time, Type type, Action action, String detail, String id, Map<String, String> attributes) {
    public Event {
        attributes = Map.copyOf(attributes);
    }

    /** One of now. */
    public static Event now(Type type, Action action, String id, Map<String, String> attributes) {
        return new Event(Instant.now(), type, action, "", id, attributes);
    }

    /** As Docker names it: {@code start}, {@code health_status: healthy}. */
    public String text() {
        String name = action.toString();
        return detail.isEmpty() ? name : name + ": " + detail;
    }

    /** To what it happened. */
    public enum Type {
        CONTAINER,
        IMAGE,
        VOLUME,
        NETWORK;

        /** In lower case, as Docker does. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happened. */
    public enum Action {
        ATTACH,
        COMMIT,
        COPY,
        CREATE,
        DELETE,
        DESTROY,
        DETACH,
        DIE,
        EXEC_CREATE,
        EXEC_DIE,
        EXEC_START,
        EXPORT,
        HEALTH_STATUS,
        IMPORT,
        KILL,
        LOAD,
        MOUNT,
        OOM,
        PAUSE,
        PRUNE,
        PULL,
        PUSH,
        RENAME,
        RESTART,
        SAVE,
        START,
        STOP,
        TAG,
        UNMOUNT,
        UNPAUSE,
        UNTAG,
        UPDATE;

        /** In lower case, as Docker does. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
