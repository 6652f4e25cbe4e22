package io.atoll.cli.internal.progress;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Everything that is transferred, each digest once, in the order of the manifest, and the sum. Guarded by itself. */
final class Items {
    private final Map<Digest, Item> items = new LinkedHashMap<>();
    private Rate rate = new Rate(0, 0);
    private boolean begun;

    Item item(Descriptor descriptor, String kind) {
        return items.computeIfAbsent(descriptor.digest(), digest -> new Item(descriptor, kind, items.size() + 1));
    }

    Collection<Item> all() {
        return items.values();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    int count() {
        return items.size();
    }

    int over() {
        return count(Item.State.DONE) + count(Item.State.CACHED);
    }

    int count(Item.State state) {
        int count = 0;
        for (Item item : items.values()) {
            if (item.state() == state) {
                count++;
            }
        }
        return count;
    }

    /** Bytes of what had to be transferred, so far. */
    long current() {
        long sum = 0;
        for (Item item : items.values()) {
            sum = plus(sum, item.state() == Item.State.CACHED ? 0 : item.current());
        }
        return sum;
    }

    /** Bytes of what has to be transferred. */
    long total() {
        long sum = 0;
        for (Item item : items.values()) {
            sum = plus(sum, item.state() == Item.State.CACHED ? 0 : item.total());
        }
        return sum;
    }

    OptionalLong perSecond() {
        return rate.perSecond();
    }

    OptionalLong left() {
        return rate.left(total() - current());
    }

    /** Time passes also when nothing arrives. */
    void tick(long now) {
        items.values().forEach(item -> item.tick(now));
        long sum = current();
        if (!begun && sum > 0) {
            rate = new Rate(now, sum);
            begun = true;
        }
        rate.sample(now, sum);
    }

    /** Sizes are what somebody claims: their sum need not be a number. */
    private static long plus(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
