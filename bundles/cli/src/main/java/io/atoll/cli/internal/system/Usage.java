package io.atoll.cli.internal.system;

import io.atoll.api.runtime.Container;
import io.atoll.api.store.Keeper;
import io.atoll.api.store.StoredImage;
import io.atoll.api.store.StoredItem;
import io.atoll.api.store.StoredItem.Kind;
import io.atoll.cli.internal.service.Services;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The sums of {@code system df}. Items pass through; only what is summed is kept. */
public final class Usage {
    /**
     * One kind of thing.
     *
     * @param total how many; -1 where that says nothing
     */
    public record Row(String type, long total, long active, long size, long reclaimable) {}

    /** One image's share of the disk: all it needs, and what only it needs. */
    public record Image(long size, long unique, int containers) {}

    private final Services services;
    private final List<Container> containers;
    private final Map<String, Integer> users = new HashMap<>();
    private final Map<String, long[]> images = new TreeMap<>();
    private long size;
    private long reclaimable;
    private long engine;
    private long engineReclaimable;

    public Usage(Services services) {
        this.services = services;
        containers = services.containers().list();
        for (StoredImage image : services.images().images()) {
            String name = image.reference().toString();
            images.put(name, new long[2]);
            users.put(name, count(containers, image));
        }
    }

    /** How many containers were made from this image; of an index, from any image of it. */
    public static int count(List<Container> containers, StoredImage image) {
        String digest = image.descriptor().digest().toString();
        return (int) containers.stream()
                .filter(container -> container.imageDigest().equals(digest)
                        || (image.isIndex()
                                && container.image().equals(image.reference().toString())))
                .count();
    }

    /** @param each also told of everything */
    public void measure(Consumer<StoredItem> each) {
        services.images().contents(item -> {
            add(item);
            each.accept(item);
        });
    }

    private void add(StoredItem item) {
        if (item.kind() != Kind.BLOB && item.kind() != Kind.LAYER) {
            engine += item.bytes();
            engineReclaimable += item.isGarbage() ? item.bytes() : 0;
            return;
        }
        size += item.bytes();
        boolean used = false;
        for (Keeper keeper : item.keptBy()) {
            long[] sums = keeper.type() == Keeper.Type.IMAGE ? images.get(keeper.name()) : null;
            if (sums == null) {
                used = true; // by a lease, or an image that only others can name
            } else {
                used |= users.getOrDefault(keeper.name(), 0) > 0;
                sums[0] += item.bytes();
                sums[1] += item.keptBy().size() == 1 ? item.bytes() : 0;
            }
        }
        reclaimable += used ? 0 : item.bytes();
    }

    public Map<String, Image> images() {
        Map<String, Image> all = new TreeMap<>();
        images.forEach((name, sums) -> all.put(name, new Image(sums[0], sums[1], users.getOrDefault(name, 0))));
        return all;
    }

    public List<Row> rows() {
        long active = users.values().stream().filter(count -> count > 0).count();
        return List.of(
                new Row("Images", images.size(), active, size, reclaimable),
                containers(),
                new Row("Engine", -1, -1, engine, engineReclaimable));
    }

    private Row containers() {
        Path directory = services.engine().root().resolve("containers");
        Set<String> running = containers.stream()
                .filter(Container::isRunning)
                .map(Container::id)
                .collect(java.util.stream.Collectors.toSet());
        long free = containers.stream()
                .map(Container::id)
                .filter(id -> !running.contains(id))
                .mapToLong(id -> services.diskUsage(directory.resolve(id)))
                .sum();
        return new Row("Containers", containers.size(), running.size(), services.diskUsage(directory), free);
    }
}
