package io.atoll.store.internal.layout;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.json.OciJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One version of a layout's index, parsed for looking things up. */
public final class IndexSnapshot {
    private static final Digest NO_DIGEST = Digest.sha256("0".repeat(64));

    private final List<Entry> named;
    private final List<Descriptor> roots;
    private final Map<String, Entry> byName;

    private IndexSnapshot(List<Entry> named, List<Descriptor> roots, Map<String, Entry> byName) {
        this.named = named;
        this.roots = roots;
        this.byName = byName;
    }

    public static IndexSnapshot of(JsonNode index) {
        List<Entry> named = new ArrayList<>();
        List<Descriptor> roots = new ArrayList<>();
        Map<String, Entry> byName = new HashMap<>();
        for (JsonNode node : index.path("manifests")) {
            Entry entry = entry(node);
            if (entry.problem == null || !entry.descriptor.digest().equals(NO_DIGEST)) {
                roots.add(entry.descriptor);
            }
            if (entry.isNamed(node)) {
                named.add(entry);
                byName.putIfAbsent(entry.reference.toString(), entry);
                byName.putIfAbsent(entry.reference.name() + "@" + entry.descriptor.digest(), entry);
            }
        }
        named.sort(Comparator.comparing(entry -> entry.reference.toString()));
        return new IndexSnapshot(List.copyOf(named), List.copyOf(roots), byName);
    }

    /** Reads one descriptor; a bad one is an entry with a problem, so that it is seen and can be removed. */
    public static Entry entry(JsonNode node) {
        Descriptor descriptor;
        String problem = null;
        try {
            descriptor = OciJson.descriptor(node, "index.json");
        } catch (AtollException e) {
            descriptor = new Descriptor("", NO_DIGEST, 0);
            problem = Objects.toString(e.getMessage(), "");
        }
        String name = node.path("annotations").path(Descriptor.REF_NAME).asText("");
        Reference reference;
        try {
            reference = Reference.parse(name).withDefaultTag();
        } catch (AtollException e) {
            reference = new Reference(null, "unnamed", null, descriptor.digest());
            if (!name.isEmpty()) {
                problem = Objects.toString(e.getMessage(), "");
            }
        }
        return new Entry(reference, descriptor, problem);
    }

    /** Every named descriptor, sorted by reference. */
    public List<Entry> named() {
        return named;
    }

    /** Every descriptor, named or not: what must be kept. */
    public List<Descriptor> roots() {
        return roots;
    }

    /** The entry of exactly this name; of this repository and digest if the reference has one. */
    public Optional<Entry> find(Reference reference) {
        Entry exact = byName.get(reference.toString());
        if (exact == null && reference.digest() != null) {
            exact = byName.get(reference.name() + "@" + reference.digest());
        }
        return Optional.ofNullable(exact);
    }

    /** @throws AtollException CONFLICT if several manifests' digests begin so */
    public Optional<Entry> findByHex(String prefix) {
        Entry found = null;
        for (Entry entry : named) {
            if (entry.descriptor.digest().hex().startsWith(prefix)) {
                if (found != null && !found.descriptor.digest().equals(entry.descriptor.digest())) {
                    throw new AtollException(
                            ErrorCode.CONFLICT,
                            "'%s' is the beginning of several images' digests: give more digits".formatted(prefix));
                }
                found = found == null ? entry : found;
            }
        }
        return Optional.ofNullable(found);
    }

    /**
     * A descriptor of the index.
     *
     * @param problem why it is no image, or null
     */
    public record Entry(
            Reference reference,
            Descriptor descriptor,
            @Nullable String problem) {
        private boolean isNamed(JsonNode node) {
            return !node.path("annotations")
                    .path(Descriptor.REF_NAME)
                    .asText("")
                    .isEmpty();
        }
    }
}
