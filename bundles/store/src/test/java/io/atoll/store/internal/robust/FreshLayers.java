package io.atoll.store.internal.robust;

import io.atoll.api.image.Digest;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.OpenStore;
import io.atoll.store.internal.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the layers of the images tests use look like when nothing went wrong. */
final class FreshLayers {
    private final Map<Digest, List<String>> listings = new HashMap<>();

    /** @param root an empty directory on which nothing fails */
    FreshLayers(Path root, Syscalls syscalls) throws IOException {
        TreeListing listing = new TreeListing(syscalls);
        try (OpenStore store = OpenStore.at(root, syscalls, new LocalDisk())) {
            Operations operations = new Operations(store.store(), new Journal(line -> {}));
            for (SmallImage image : Expectations.Known.all()) {
                operations.pull("fresh:1", image);
                for (Digest diffId : image.diffIds()) {
                    listings.put(
                            diffId,
                            listing.of(store.store().layer(diffId).orElseThrow().directory()));
                }
            }
        }
    }

    /** @return empty if no test has such a layer */
    List<String> listing(Digest diffId) {
        return listings.getOrDefault(diffId, List.of());
    }
}
