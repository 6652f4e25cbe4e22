package io.atoll.cli.internal.progress;

import io.atoll.api.image.Descriptor;
import java.util.OptionalLong;

/** One thing that is transferred: a layer, or a configuration. Guarded by the {@link Items} it belongs to. */
final class Item {
    /** How far it is. */
    enum State {
        WAITING("waiting", false),
        DOWNLOADING("downloading", true),
        COPYING("copying", true),
        EXTRACTING("extracting", true),
        DONE("done", false),
        CACHED("cached", false);

        private final String word;
        private final boolean active;

        State(String word, boolean active) {
            this.word = word;
            this.active = active;
        }

        /** As people and programs are told it. */
        String word() {
            return word;
        }

        boolean isActive() {
            return active;
        }

        boolean isOver() {
            return this == DONE || this == CACHED;
        }
    }

    private final Descriptor descriptor;
    private final String kind;
    private final int number;
    private State state = State.WAITING;
    private long current;
    private Rate rate = new Rate(0, 0);

    /**
     * @param kind {@code layer} or {@code config}
     * @param number from 1
     */
    Item(Descriptor descriptor, String kind, int number) {
        this.descriptor = descriptor;
        this.kind = kind;
        this.number = number;
    }

    String id() {
        return descriptor.digest().toString();
    }

    /** Twelve digits: enough for people. */
    String shortId() {
        return descriptor.digest().shortHex();
    }

    String kind() {
        return kind;
    }

    int number() {
        return number;
    }

    State state() {
        return state;
    }

    long total() {
        return descriptor.size();
    }

    /** Bytes so far, at most the total. */
    long current() {
        return current;
    }

    OptionalLong perSecond() {
        return rate.perSecond();
    }

    OptionalLong left() {
        return rate.left(total() - current);
    }

    void state(State next, long now) {
        if (next.isActive() && !state.isActive()) {
            rate = new Rate(now, current);
        }
        state = next;
        if (next.isOver()) {
            current = total();
        }
    }

    void current(long count, long now) {
        current = Math.clamp(count, 0, total());
        rate.sample(now, current);
    }

    /** Time passes also when nothing arrives. */
    void tick(long now) {
        if (state.isActive()) {
            rate.sample(now, current);
        }
    }
}
