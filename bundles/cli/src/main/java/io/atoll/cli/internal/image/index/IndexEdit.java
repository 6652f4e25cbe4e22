package io.atoll.cli.internal.image.index;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Index;
import io.atoll.api.image.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Changes to an index as a document. Entries keep their order: the first that matches is the one that is used. */
final class IndexEdit {
    /** What an attestation says it is about, as buildkit writes it. */
    private static final String ABOUT = "vnd.docker.reference.digest";

    private static final Pattern DIGEST = Pattern.compile("(?:sha(?:256|512):)?([0-9a-f]{4,128})");

    private IndexEdit() {}

    /**
     * Adds entries at the end. One for a platform, or of a digest, that is there already takes the place of what is there: a second one for the same platform would never be
     * chosen.
     */
    static Index add(Index index, List<Descriptor> more) {
        List<Descriptor> entries = new ArrayList<>(index.manifests());
        for (Descriptor entry : more) {
            int at = place(entries, entry);
            if (at < 0) {
                entries.add(entry);
            } else {
                Descriptor old = entries.set(at, entry);
                if (!old.digest().equals(entry.digest())) {
                    entries.removeIf(other -> isAbout(other, old.digest()));
                }
            }
        }
        return new Index(index.mediaType(), entries, index.annotations());
    }

    private static int place(List<Descriptor> entries, Descriptor entry) {
        for (int i = 0; i < entries.size(); i++) {
            Descriptor other = entries.get(i);
            boolean same = other.digest().equals(entry.digest()) && Objects.equals(other.platform(), entry.platform());
            if (same || isForSame(other.platform(), entry.platform())) {
                return i;
            }
        }
        return -1;
    }

    /** Attestations are all for a platform that does not exist. */
    private static boolean isForSame(
            @org.jspecify.annotations.Nullable Platform one, @org.jspecify.annotations.Nullable Platform other) {
        return one != null && one.equals(other) && !one.os().equals("unknown");
    }

    /**
     * Takes entries away, and what attests something of them.
     *
     * @param which a platform, a digest or its beginning
     * @throws AtollException NOT_FOUND if there is no such entry
     */
    static Index remove(Index index, String which) {
        List<Descriptor> gone = find(index, which);
        List<Descriptor> left = index.manifests().stream()
                .filter(entry ->
                        !gone.contains(entry) && gone.stream().noneMatch(removed -> isAbout(entry, removed.digest())))
                .toList();
        return new Index(index.mediaType(), left, index.annotations());
    }

    /** Changes entries where they are. */
    static Index change(Index index, String which, UnaryOperator<Descriptor> change) {
        List<Descriptor> changed = find(index, which);
        return new Index(
                index.mediaType(),
                index.manifests().stream()
                        .map(entry -> changed.contains(entry) ? change.apply(entry) : entry)
                        .toList(),
                index.annotations());
    }

    static Index annotate(Index index, Map<String, String> more) {
        return new Index(index.mediaType(), index.manifests(), merged(index.annotations(), more));
    }

    static Map<String, String> merged(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static List<Descriptor> find(Index index, String which) {
        var digest = DIGEST.matcher(which);
        List<Descriptor> found;
        if (which.contains("/")) {
            Platform platform = Platform.parse(which);
            found = index.manifests().stream()
                    .filter(entry -> entry.platform() != null && isSame(platform, entry.platform()))
                    .toList();
        } else if (digest.matches()) {
            found = index.manifests().stream()
                    .filter(entry -> entry.digest().hex().startsWith(digest.group(1)))
                    .toList();
            if (found.stream().map(Descriptor::digest).distinct().count() > 1) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "'%s' is the beginning of several digests: give more digits".formatted(which));
            }
        } else {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid entry '%s': expected a platform, for example linux/arm64, or a digest".formatted(which));
        }
        if (found.isEmpty()) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND, "the index has no entry '%s'; it has: %s".formatted(which, entries(index)));
        }
        return found;
    }

    /** linux/arm64 is linux/arm64/v8, and aarch64. */
    private static boolean isSame(Platform wanted, Platform its) {
        boolean both =
                wanted.distance(its).orElse(-1) == 0 && its.distance(wanted).orElse(-1) == 0;
        return both || wanted.equals(its);
    }

    private static String entries(Index index) {
        if (index.manifests().isEmpty()) {
            return "none";
        }
        return index.manifests().stream()
                .map(entry -> entry.platform() == null
                        ? entry.digest().shortHex()
                        : entry.platform().toString())
                .limit(20)
                .collect(Collectors.joining(", "));
    }

    private static boolean isAbout(Descriptor entry, Digest subject) {
        return subject.toString().equals(entry.annotations().get(ABOUT));
    }
}
