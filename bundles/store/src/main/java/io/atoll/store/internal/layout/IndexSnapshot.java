package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.json.CanonicalDocument;
import io.atoll.json.CanonicalText;
import io.atoll.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One version of a layout's index. Immutable: a change makes another, which shares the entries that stayed. Entries are the bytes that were read and are
 * written so again.
 */
public final class IndexSnapshot {
    private static final String MANIFESTS = "manifests";

    private final boolean present;
    private final CanonicalDocument document;
    private final List<IndexEntry> entries;
    /** What is found out when it is first asked for. */
    private volatile @Nullable Map<String, IndexEntry> byName;

    private volatile @Nullable List<Entry> named;
    private volatile @Nullable List<Descriptor> roots;

    private IndexSnapshot(boolean present, CanonicalDocument document, List<IndexEntry> entries) {
        this.present = present;
        this.document = document;
        this.entries = entries;
    }

    /** @throws AtollException CORRUPT if it is no index at all; a single bad entry is not an error */
    public static IndexSnapshot read(byte[] bytes, String what) {
        CanonicalDocument document = CanonicalDocument.read(bytes, MANIFESTS, what);
        if (document.members().containsKey("layers") || document.members().containsKey("config")) {
            throw new AtollException(
                    ErrorCode.CORRUPT, "cannot read %s: expected an index but found an image manifest".formatted(what));
        }
        return new IndexSnapshot(
                true,
                new CanonicalDocument(MANIFESTS, document.members(), List.of(), document.problem()),
                document.elements().stream().map(IndexEntry::new).toList());
    }

    /** Where there is no file. */
    static IndexSnapshot absent() {
        Map<String, CanonicalText> members = new TreeMap<>();
        members.put("schemaVersion", CanonicalText.of(Json.object().numberNode(2)));
        members.put("mediaType", CanonicalText.of(Json.object().textNode(MediaTypes.OCI_INDEX)));
        return new IndexSnapshot(
                false, new CanonicalDocument(MANIFESTS, new TreeMap<>(members), List.of(), null), List.of());
    }

    /** Whether there is a file. */
    public boolean isPresent() {
        return present;
    }

    /** This, when it is a file. */
    IndexSnapshot written() {
        return present ? this : new IndexSnapshot(true, document, entries);
    }

    /** The document to write. */
    public CanonicalDocument document() {
        return new CanonicalDocument(
                MANIFESTS,
                document.members(),
                entries.stream().map(IndexEntry::text).toList(),
                document.problem());
    }

    /** What it says besides its manifests. */
    Map<String, CanonicalText> members() {
        return document.members();
    }

    IndexSnapshot withMembers(Map<String, CanonicalText> members) {
        return new IndexSnapshot(
                present,
                new CanonicalDocument(MANIFESTS, new TreeMap<>(members), List.of(), document.problem()),
                entries);
    }

    /** Every descriptor, in its order. */
    public List<IndexEntry> entries() {
        return entries;
    }

    /** Without some; itself if there are none. */
    public IndexSnapshot without(Predicate<IndexEntry> gone) {
        List<IndexEntry> left = new ArrayList<>(entries.size());
        for (IndexEntry entry : entries) {
            if (!gone.test(entry)) {
                left.add(entry);
            }
        }
        return left.size() == entries.size() ? this : new IndexSnapshot(present, document, List.copyOf(left));
    }

    /** With one more. */
    public IndexSnapshot with(Descriptor descriptor) {
        return with(List.of(IndexEntry.of(descriptor)));
    }

    IndexSnapshot with(List<IndexEntry> more) {
        return new IndexSnapshot(
                present,
                document,
                Stream.concat(entries.stream(), more.stream()).toList());
    }

    /** The first entry of exactly this name. */
    public Optional<IndexEntry> find(String name) {
        return Optional.ofNullable(byName().get(name));
    }

    /** Names, each once, sorted. */
    public List<String> names() {
        return byName().keySet().stream().sorted().toList();
    }

    private Map<String, IndexEntry> byName() {
        Map<String, IndexEntry> map = byName;
        if (map == null) {
            map = HashMap.newHashMap(entries.size());
            for (IndexEntry entry : entries) {
                if (!entry.name().isEmpty()) {
                    map.putIfAbsent(entry.name(), entry);
                }
            }
            byName = map;
        }
        return map;
    }

    /** Every named descriptor, sorted by reference. */
    public List<Entry> named() {
        List<Entry> list = named;
        if (list == null) {
            list = entries.stream()
                    .filter(entry -> !entry.name().isEmpty())
                    .map(Entry::of)
                    .sorted(Comparator.comparing(entry -> entry.reference().toString()))
                    .toList();
            named = list;
        }
        return list;
    }

    /** Every descriptor, named or not: what must be kept. */
    public List<Descriptor> roots() {
        List<Descriptor> list = roots;
        if (list == null) {
            list = entries.stream()
                    .filter(IndexEntry::isRoot)
                    .map(IndexEntry::descriptor)
                    .toList();
            roots = list;
        }
        return list;
    }

    /** The entry of exactly this name; of this repository and digest if the reference has one. */
    public Optional<Entry> find(Reference reference) {
        String name = reference.toString();
        Optional<IndexEntry> exact = find(name);
        if (exact.isEmpty() && "latest".equals(reference.tag()) && reference.digest() == null) {
            exact = find(reference.name());
        }
        Digest digest = reference.digest();
        if (exact.isEmpty() && digest != null) {
            exact = entries.stream()
                    .filter(entry -> !entry.name().isEmpty() && (entry.has(digest) || entry.isNamed(reference)))
                    .filter(entry -> entry.reference().name().equals(reference.name()))
                    .findFirst();
        }
        return exact.map(Entry::of);
    }

    /** @throws AtollException CONFLICT if several manifests' digests begin so */
    public Optional<Entry> findByHex(String prefix) {
        IndexEntry found = null;
        for (IndexEntry entry : entries) {
            if (!entry.name().isEmpty() && entry.hasHexPrefix(prefix)) {
                if (found != null
                        && !found.descriptor()
                                .digest()
                                .equals(entry.descriptor().digest())) {
                    throw new AtollException(
                            ErrorCode.CONFLICT,
                            "'%s' is the beginning of several images' digests: give more digits".formatted(prefix));
                }
                found = found == null ? entry : found;
            }
        }
        return Optional.ofNullable(found).map(Entry::of);
    }

    /**
     * What a descriptor of the index says.
     *
     * @param problem why it is no image, or null
     */
    public record Entry(
            Reference reference,
            Descriptor descriptor,
            @Nullable String problem) {
        private static Entry of(IndexEntry entry) {
            return new Entry(entry.reference(), entry.descriptor(), entry.problem());
        }
    }
}
