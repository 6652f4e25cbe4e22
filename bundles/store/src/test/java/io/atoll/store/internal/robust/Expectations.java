package io.atoll.store.internal.robust;

import io.atoll.api.image.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a store must and may hold, by what its engine has told, see {@link Journal}. */
final class Expectations {
    /** Of everything that has a name. */
    private static final Map<Digest, Set<Digest>> DIFF_IDS = new HashMap<>();

    static {
        Known.all().forEach(image -> DIFF_IDS.put(image.manifest().digest(), Set.copyOf(image.diffIds())));
        Known.indexes().forEach(index -> DIFF_IDS.put(index.descriptor().digest(), index.diffIds()));
    }

    /** What each name may stand for; empty is that it is not there. */
    private final Map<String, Set<Optional<Digest>>> names = new HashMap<>();

    private final Map<String, Set<Digest>> leases = new HashMap<>();
    /** Of which nobody knows whether they are. */
    private final Set<String> uncertainLeases = new HashSet<>();

    private final Set<Digest> layers = new HashSet<>();

    static Expectations of(List<String> journal) {
        Expectations expectations = new Expectations();
        journal.forEach(expectations::read);
        return expectations;
    }

    void read(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "tagging" -> of(words[1]).add(Optional.of(Digest.parse(words[2])));
            case "tagged" -> only(words[1], Optional.of(Digest.parse(words[2])));
            case "removing" -> {
                of(words[1]).add(Optional.empty());
                forgetLayers();
            }
            case "removed" -> only(words[1], Optional.empty());
            case "collecting" -> forgetLayers();
            case "extracted" -> layers.add(Digest.parse(words[1]));
            case "leasing", "releasing" -> uncertainLeases.add(words[1]);
            case "leased" -> {
                uncertainLeases.remove(words[1]);
                leases.put(words[1], digests(words[2]));
            }
            case "released" -> {
                uncertainLeases.remove(words[1]);
                leases.remove(words[1]);
            }
            default -> throw new AssertionError("not a line of a journal: " + line);
        }
    }

    private static Set<Digest> digests(String text) {
        return Arrays.stream(text.split(",")).map(Digest::parse).collect(Collectors.toSet());
    }

    private Set<Optional<Digest>> of(String name) {
        return names.computeIfAbsent(name, key -> new LinkedHashSet<>(List.of(Optional.empty())));
    }

    private void only(String name, Optional<Digest> manifest) {
        names.put(name, new LinkedHashSet<>(List.of(manifest)));
    }

    /** What nothing certainly needs may be collected from now on. */
    private void forgetLayers() {
        Set<Digest> needed = new HashSet<>();
        names.values().stream()
                .filter(its -> its.size() == 1)
                .flatMap(Set::stream)
                .flatMap(Optional::stream)
                .forEach(manifest -> needed.addAll(diffIds(manifest)));
        leases.forEach((owner, digests) -> {
            if (!uncertainLeases.contains(owner)) {
                needed.addAll(digests);
            }
        });
        layers.retainAll(needed);
    }

    private static Set<Digest> diffIds(Digest root) {
        Set<Digest> its = DIFF_IDS.get(root);
        if (its == null) {
            throw new AssertionError("no test has put the image " + root + " there");
        }
        return its;
    }

    /** @param found the names in the store and what they stand for */
    List<String> violations(Map<String, Digest> found) {
        List<String> violations = new ArrayList<>();
        names.forEach((name, may) -> {
            Optional<Digest> is = Optional.ofNullable(found.get(name));
            if (!may.contains(is)) {
                violations.add("%s is %s, but may only be %s".formatted(name, is, may));
            }
        });
        found.keySet().stream()
                .filter(name -> !names.containsKey(name))
                .forEach(name -> violations.add("nobody ever named an image " + name));
        return violations;
    }

    /** Layers that were extracted and cannot have been removed since. */
    Set<Digest> layers() {
        return layers;
    }

    /** Leases that must be there, and on what. */
    Map<String, Set<Digest>> leases() {
        Map<String, Set<Digest>> certain = new HashMap<>(leases);
        certain.keySet().removeAll(uncertainLeases);
        return certain;
    }

    /** A removal from a full disk drops the image's layers first, even if it fails then: they can be extracted again. */
    void diskWasFull() {
        layers.clear();
    }

    /** Others have collected garbage meanwhile. */
    void layersMayBeGone() {
        layers.clear();
    }

    /** Of engines that worked at the same time on the same names: each name is what one of them made it last. */
    static Expectations anyOf(List<Expectations> each) {
        Expectations any = new Expectations();
        for (Expectations one : each) {
            one.names.forEach((name, may) -> any.names
                    .computeIfAbsent(name, key -> new LinkedHashSet<>())
                    .addAll(may));
            any.uncertainLeases.addAll(one.uncertainLeases);
            any.uncertainLeases.addAll(one.leases.keySet());
        }
        return any;
    }

    /** Their engine is dead, and the next one has given up their leases. */
    void pullsHaveEnded() {
        leases.keySet().removeIf(owner -> owner.startsWith("pull/"));
        uncertainLeases.removeIf(owner -> owner.startsWith("pull/"));
        forgetLayers();
    }

    /** Leases that may be there. */
    boolean mayLease(String owner) {
        return uncertainLeases.contains(owner) || leases.containsKey(owner);
    }

    /** The images tests use. */
    static final class Known {
        private static final int COUNT = 8;
        private static final List<SmallImage> ALL = java.util.stream.IntStream.range(0, COUNT)
                .mapToObj(SmallImage::of)
                .toList();

        private static final List<SmallIndex> INDEXES = List.of(SmallIndex.of(0), SmallIndex.of(3));

        private Known() {}

        static List<SmallIndex> indexes() {
            return INDEXES;
        }

        static List<SmallImage> all() {
            return ALL;
        }
    }
}
