package io.atoll.store.internal.garbage;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.store.internal.layout.Blobs;
import io.atoll.store.internal.layout.References;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What else needs the parts of one image, without reading the documents of all others each time. Of every root that was read once, fingerprints of what it leads
 * to are kept: content does not change under its digest. A fingerprint only tells which roots are worth reading; what counts is what is read then.
 */
final class KnownReach {
    /** Eight megabytes: ten thousand images of thirty layers. What does not fit is read each time. */
    private static final int MOST = 1 << 20;

    /** Of a digest, hexadecimal. */
    private static final int DIGITS = 16;

    private final Blobs blobs;
    private final Map<Digest, long[]> known = new HashMap<>();
    private int size;

    KnownReach(Blobs blobs) {
        this.blobs = blobs;
    }

    /** Those of the candidates that roots lead to. */
    Set<Digest> needed(List<Descriptor> roots, Set<Digest> candidates) {
        Map<Long, Set<Digest>> open = new HashMap<>();
        candidates.forEach(digest -> open.computeIfAbsent(fingerprint(digest), print -> new HashSet<>())
                .add(digest));
        forgetAllBut(roots);
        Set<Digest> needed = new HashSet<>();
        for (Descriptor root : roots) {
            if (open.isEmpty()) {
                break;
            }
            if (mayLeadTo(root, open.keySet())) {
                for (Digest found : Reachable.from(List.of(root), blobs).all()) {
                    settle(found, open, needed);
                }
            }
        }
        return needed;
    }

    private static void settle(Digest found, Map<Long, Set<Digest>> open, Set<Digest> needed) {
        Set<Digest> those = open.get(fingerprint(found));
        if (those != null && those.remove(found)) {
            needed.add(found);
            if (those.isEmpty()) {
                open.remove(fingerprint(found));
            }
        }
    }

    private synchronized boolean mayLeadTo(Descriptor root, Set<Long> prints) {
        if (!References.isDocument(root)) {
            return prints.contains(fingerprint(root.digest()));
        }
        long[] its = known.get(root.digest());
        if (its == null) {
            Reachable reach = Reachable.from(List.of(root), blobs);
            its = reach.all().stream()
                    .mapToLong(KnownReach::fingerprint)
                    .sorted()
                    .toArray();
            if (reach.isComplete()) {
                keep(root.digest(), its);
            }
        }
        for (long print : prints) {
            if (Arrays.binarySearch(its, print) >= 0) {
                return true;
            }
        }
        return false;
    }

    private void keep(Digest root, long[] prints) {
        if (size + prints.length <= MOST) {
            known.put(root, prints);
            size += prints.length;
        }
    }

    /** Images that are gone: theirs is the room for others. */
    private synchronized void forgetAllBut(List<Descriptor> roots) {
        Set<Digest> current = new HashSet<>();
        roots.forEach(root -> current.add(root.digest()));
        known.entrySet().removeIf(entry -> {
            boolean gone = !current.contains(entry.getKey());
            size -= gone ? entry.getValue().length : 0;
            return gone;
        });
    }

    private static long fingerprint(Digest digest) {
        int length = digest.hex().length();
        return Long.parseUnsignedLong(digest.hex(), length - DIGITS, length, 16);
    }
}
