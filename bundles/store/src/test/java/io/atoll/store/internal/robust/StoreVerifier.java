package io.atoll.store.internal.robust;

import io.atoll.api.image.Digest;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.Lease;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.OpenStore;
import io.atoll.store.internal.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what is wrong with a store after something happened to it. */
final class StoreVerifier {
    private final Syscalls syscalls = new JnaSyscalls();
    private final FreshLayers fresh;

    StoreVerifier(FreshLayers fresh) {
        this.fresh = fresh;
    }

    /** What happened to the store, which decides on what must have survived. */
    enum After {
        /** Processes died: everything acknowledged is there. */
        DEATH,
        /** The machine did: extracted layers and leases are not made durable, by design; all else is. */
        POWER_CUT
    }

    /**
     * Looks at the store as it is, then starts an engine that cleans up and works, and looks again.
     *
     * @throws AssertionError with all that is wrong
     */
    void verify(Path root, Expectations expectations, After after, String what) throws IOException {
        List<String> problems = new ArrayList<>();
        try {
            Map<String, Digest> names = look(root, expectations, after, problems);
            nextStart(root, expectations);
            if (!look(root, expectations, after, problems).equals(names)) {
                problems.add("a collection of garbage has changed what is named");
            }
            leftovers(root, problems);
            work(root, problems);
        } catch (IOException | RuntimeException e) {
            throw new AssertionError("after %s: %s, and %s".formatted(what, problems, e), e);
        }
        if (!problems.isEmpty()) {
            throw new AssertionError("after %s: %s".formatted(what, String.join("; ", problems)));
        }
    }

    private Map<String, Digest> look(Path root, Expectations expectations, After after, List<String> problems)
            throws IOException {
        Layouts layout = Layouts.read(root.resolve("images"), problems);
        problems.addAll(expectations.violations(layout.names()));
        Set<Digest> layers = layers(root, problems);
        if (after == After.DEATH) {
            expectations.layers().stream()
                    .filter(layer -> !layers.contains(layer))
                    .forEach(layer -> problems.add("the layer %s was extracted and is not there".formatted(layer)));
            leases(root, expectations, problems);
        }
        return layout.names();
    }

    private Set<Digest> layers(Path root, List<String> problems) throws IOException {
        Set<Digest> found = new HashSet<>();
        for (Path layer : Layouts.children(root.resolve("layers"))) {
            String name = String.valueOf(layer.getFileName());
            if (!name.startsWith(".")) {
                Digest diffId = Digest.sha256(name);
                found.add(diffId);
                List<String> listing = new TreeListing(syscalls).of(layer);
                if (!listing.equals(fresh.listing(diffId))) {
                    problems.add("the layer %s is\n%s\nbut should be\n%s"
                            .formatted(diffId, String.join("\n", listing), String.join("\n", fresh.listing(diffId))));
                }
            }
        }
        return found;
    }

    private void leases(Path root, Expectations expectations, List<String> problems) {
        try (OpenStore store = open(root)) {
            Map<String, Set<Digest>> found =
                    store.store().leases().stream().collect(Collectors.toMap(Lease::owner, Lease::digests));
            expectations.leases().forEach((owner, digests) -> {
                if (!digests.equals(found.get(owner))) {
                    problems.add("%s has a lease on %s, but found %s".formatted(owner, digests, found.get(owner)));
                }
            });
            found.keySet().stream()
                    .filter(owner -> !expectations.mayLease(owner))
                    .forEach(owner -> problems.add("%s gave up its lease, but it is there".formatted(owner)));
        }
    }

    /** The next engine: it knows that pulls have ended, and gives containers their leases; then it cleans up. */
    private void nextStart(Path root, Expectations expectations) {
        try (OpenStore store = open(root)) {
            Map<String, Set<Digest>> certain = expectations.leases();
            for (Lease lease : store.store().leases()) {
                if (lease.owner().startsWith("pull/")) {
                    lease.close();
                } else if (certain.containsKey(lease.owner())) {
                    store.store().lease(lease.owner(), certain.get(lease.owner()));
                } else if (lease.digests().isEmpty()) {
                    // Cut short, and of a container that was never made.
                    lease.close();
                }
            }
            expectations.pullsHaveEnded();
            store.store().collectGarbage();
        }
    }

    private void leftovers(Path root, List<String> problems) throws IOException {
        List<String> unused = new ArrayList<>();
        Set<Digest> needed = new HashSet<>();
        Layouts layout = Layouts.read(root.resolve("images"), unused);
        needed.addAll(layout.needed());
        needed.addAll(layout.diffIds());
        try (OpenStore store = open(root)) {
            store.store().leases().forEach(lease -> needed.addAll(lease.digests()));
        }
        List<Path> left = new ArrayList<>(Layouts.children(root.resolve("tmp")));
        for (String directory : List.of("layers", "images/blobs/sha256")) {
            for (Path path : Layouts.children(root.resolve(directory))) {
                String name = String.valueOf(path.getFileName());
                if (name.length() != 64 || !needed.contains(Digest.sha256(name))) {
                    left.add(path);
                }
            }
        }
        for (Path path : Layouts.children(root.resolve("leases"))) {
            if (String.valueOf(path.getFileName()).startsWith(".")) {
                left.add(path);
            }
        }
        if (!left.isEmpty()) {
            problems.add("the next start has left " + left);
        }
    }

    private void work(Path root, List<String> problems) {
        SmallImage image = Expectations.Known.all().getFirst();
        try (OpenStore store = open(root)) {
            Operations operations = new Operations(store.store(), new Journal(line -> {}));
            operations.pull("works:1", image);
            operations.remove("works:1");
            if (!store.store().images().stream().allMatch(its -> its.problem() == null)) {
                problems.add("the store says of its own images that they are broken");
            }
        }
    }

    private OpenStore open(Path root) {
        return OpenStore.at(root, syscalls, new LocalDisk());
    }
}
