package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.layout.Cloned;
import io.atoll.api.store.BlobWriter;
import io.atoll.json.CanonicalText;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.layout.References.Child;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Copies what an index leads to into another layout, and then the index's entries into that one's. Blobs are verified on the way: damage does not spread.
 * One copy.
 */
final class LayoutClone {
    private final Layout source;
    private final Blobs from;
    private final Layout target;
    private final Blobs to;
    private final References references;
    private final Set<Digest> seen = new HashSet<>();
    private int count;
    private long bytes;
    private long shared;

    LayoutClone(Layout source, Blobs from, Layout target, Blobs to) {
        this.source = source;
        this.from = from;
        this.target = target;
        this.to = to;
        this.references = new References(to);
    }

    Cloned run() {
        IndexSnapshot index = source.index();
        List<Descriptor> roots =
                index.entries().stream().map(IndexEntry::require).toList();
        for (Descriptor root : roots) {
            follow(root);
        }
        if (index.isPresent()) {
            target.update(there -> merge(index, there));
        }
        return new Cloned(count, bytes, shared);
    }

    private void follow(Descriptor root) {
        Deque<Child> open = new ArrayDeque<>(List.of(new Child(root, false)));
        while (!open.isEmpty()) {
            Child next = open.pop();
            Descriptor blob = next.descriptor();
            if (!seen.add(blob.digest())) {
                continue;
            }
            if (!to.has(blob)) {
                if (next.isOptional() && !from.has(blob)) {
                    continue;
                }
                copy(blob);
            }
            references.children(blob).forEach(open::push);
        }
    }

    private void copy(Descriptor blob) {
        try (InputStream in = from.open(blob);
                BlobWriter out = to.create(blob)) {
            boolean isShared = BlobContent.copy(in, out, done -> {});
            out.commit();
            count++;
            bytes += blob.size();
            shared += isShared ? blob.size() : 0;
        } catch (IOException e) {
            throw Failures.of("copy the blob " + blob.digest(), target.directory(), e);
        } catch (AtollException e) {
            if (e.code() != ErrorCode.CORRUPT) {
                throw e;
            }
            throw new AtollException(
                    ErrorCode.CORRUPT,
                    "cannot copy the blob %s of %s, it is damaged: %s"
                            .formatted(blob.digest(), source.directory(), e.getMessage()),
                    e);
        }
    }

    /** Entries as they are, with all their fields. A name that is there goes to the one that comes. */
    private static IndexSnapshot merge(IndexSnapshot index, IndexSnapshot there) {
        Set<String> names = new HashSet<>();
        Set<CanonicalText> unnamed = new HashSet<>();
        for (IndexEntry entry : index.entries()) {
            if (!entry.name().isEmpty()) {
                names.add(entry.name());
            }
        }
        for (IndexEntry entry : there.entries()) {
            if (entry.name().isEmpty()) {
                unnamed.add(entry.text());
            }
        }
        List<IndexEntry> added = index.entries().stream()
                .filter(entry -> !unnamed.contains(entry.text()))
                .toList();
        IndexSnapshot merged =
                there.without(entry -> names.contains(entry.name())).with(added);
        return there.isPresent() ? merged : merged.withMembers(index.members());
    }

    /** @throws AtollException INVALID if both are one */
    static void requireOther(Path source, Path target) {
        try {
            if (Files.exists(target) && Files.isSameFile(source, target)) {
                throw new AtollException(
                        ErrorCode.INVALID, "cannot clone the image layout %s into itself".formatted(source));
            }
        } catch (IOException e) {
            throw Failures.of("clone the image layout " + source, target, e);
        }
    }
}
