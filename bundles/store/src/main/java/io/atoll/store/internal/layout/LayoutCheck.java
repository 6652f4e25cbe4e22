package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.layout.CheckReport.Finding;
import io.atoll.api.layout.CheckReport.Kind;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.layer.LayerTypes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything in a layout, each object once, and says what is wrong; a repair mends on the way. Takes no lock: blobs are listed before the index is
 * read, so one that is used since then is not taken for an orphan, and what is broken but needed by nothing in the end was removed meanwhile.
 */
public final class LayoutCheck {
    private final Layout layout;
    private final Blobs blobs;
    private final DocumentReader documents;
    private final References references;
    private final List<TempSpace> temps;
    private final Disk disk;
    private final boolean isComplete;

    /**
     * @param temps to look for leftovers in
     * @param isComplete whether a layout must be there; else this is the store: nothing is as good as an empty one, as nothing may have been pulled yet, and what a name
     *     means is there as a whole
     */
    public LayoutCheck(Layout layout, Blobs blobs, List<TempSpace> temps, Disk disk, boolean isComplete) {
        this.layout = layout;
        this.blobs = blobs;
        this.documents = new DocumentReader(blobs);
        this.references = new References(blobs);
        this.temps = temps;
        this.disk = disk;
        this.isComplete = isComplete;
    }

    /** @param source for a repair; null changes nothing */
    public CheckReport run(@Nullable BlobSource source) {
        try {
            return new Run(source).run();
        } catch (IOException e) {
            throw Failures.of("check the image layout " + layout.directory(), layout.directory(), e);
        }
    }

    /** @param digest of what is wrong, if images need it */
    private record Found(
            Kind kind, Path path, String message, @Nullable Digest digest, boolean repaired) {}

    private final class Run {
        private final BlobRepair repair;
        private final boolean isRepair;
        private final List<Found> findings = new ArrayList<>();
        /** What was reached: its size if it is good, -1 if not. */
        private final Map<Digest, Long> reached = new HashMap<>();

        private final Set<Digest> elsewhere = new HashSet<>();
        private final Map<String, Digest> diffIds = new HashMap<>();
        private int objects;
        private String image = "";

        Run(@Nullable BlobSource source) {
            isRepair = source != null;
            repair = new BlobRepair(layout, blobs, disk, source);
        }

        CheckReport run() throws IOException {
            BlobListing listing = BlobListing.of(layout);
            marker();
            IndexSnapshot index = index();
            if (index != null) {
                for (IndexEntry entry : index.entries()) {
                    entry(entry);
                }
                orphans(listing.blobs());
            }
            for (Path other : listing.others()) {
                add(Kind.LEFTOVER, other, "it is no blob");
            }
            leftovers();
            return new CheckReport(objects, withNames());
        }

        private void marker() throws IOException {
            Path file = layout.marker();
            if (!isComplete && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            FileImageLayouts.MarkerProblem problem =
                    FileImageLayouts.marker(file).orElse(null);
            if (problem == null) {
                return;
            }
            boolean mend = isRepair && !problem.isVersion();
            if (mend) {
                repair.quarantine(file);
                layout.writeMarker();
            }
            findings.add(new Found(Kind.INVALID, file, problem.text(), null, mend));
        }

        private @Nullable IndexSnapshot index() {
            try {
                IndexSnapshot index = layout.index();
                if (!index.isPresent() && isComplete) {
                    add(
                            Kind.MISSING,
                            layout.indexFile(),
                            "the image index is not there, so nothing of the layout has a name");
                }
                return index;
            } catch (AtollException e) {
                // Not put aside by a repair: people may still read names in it.
                add(Kind.INVALID, layout.indexFile(), message(e));
                return null;
            }
        }

        private void entry(IndexEntry entry) {
            Descriptor root;
            try {
                root = entry.require();
            } catch (AtollException e) {
                add(
                        Kind.INVALID,
                        layout.indexFile(),
                        "the entry %s: %s"
                                .formatted(entry.name().isEmpty() ? "without a name" : entry.name(), message(e)));
                return;
            }
            image = name(entry);
            Deque<Descriptor> open = new ArrayDeque<>(List.of(root));
            while (!open.isEmpty()) {
                Descriptor next = open.pop();
                if (verify(next)) {
                    document(next, open);
                }
            }
        }

        /** @return whether it is good and was not seen before */
        private boolean verify(Descriptor blob) {
            return verify(blob, null);
        }

        private boolean verify(Descriptor blob, @Nullable Digest diffId) {
            Long known = reached.get(blob.digest());
            if (known != null) {
                if (known >= 0 && known != blob.size()) {
                    add(
                            Kind.INVALID,
                            blob,
                            "something refers to it with a size of %d bytes, it has %d".formatted(blob.size(), known),
                            false);
                }
                return false;
            }
            BlobRepair.Result result = repair.verify(blob, diffId != null, image);
            reached.put(blob.digest(), result.isGood() ? blob.size() : -1);
            if (result.isGood()) {
                objects++;
            }
            if (result.problem() != null) {
                add(result.kind(), blob, result.problem(), result.isGood() && result.kind() != Kind.INVALID);
            }
            if (result.diffId() != null) {
                diffIds.put(blob.digest().hex(), result.diffId());
            }
            return result.isGood();
        }

        private void document(Descriptor document, Deque<Descriptor> open) {
            try {
                if (MediaTypes.isIndex(document.mediaType())) {
                    manifests(documents.index(document).manifests(), open);
                } else if (MediaTypes.isManifest(document.mediaType())) {
                    manifest(documents.manifest(document), open);
                } else {
                    references.children(document).stream()
                            .filter(child -> !child.isOptional() || blobs.has(child.descriptor()))
                            .forEach(child -> open.push(child.descriptor()));
                }
            } catch (AtollException e) {
                add(Kind.INVALID, document, message(e), false);
            }
        }

        /** Elsewhere a copy of one platform's image lists the others', too; the store names an index only with everything it lists. */
        private void manifests(List<Descriptor> children, Deque<Descriptor> open) {
            boolean some = isComplete && children.stream().anyMatch(child -> exists(child.digest()));
            for (Descriptor child : children) {
                if (exists(child.digest()) || !some) {
                    open.push(child);
                } else if (elsewhere.add(child.digest())) {
                    add(
                            Kind.ELSEWHERE,
                            child,
                            "the manifest for %s is not in this layout"
                                    .formatted(child.platform() == null ? "another platform" : child.platform()),
                            false);
                }
            }
        }

        private boolean exists(Digest digest) {
            return Files.exists(layout.blob(digest), LinkOption.NOFOLLOW_LINKS);
        }

        private void manifest(Manifest manifest, Deque<Descriptor> open) {
            ImageConfig config = config(manifest);
            boolean isMatched = config != null
                    && config.diffIds().size() == manifest.layers().size();
            if (config != null && !isMatched) {
                add(
                        Kind.INVALID,
                        manifest.config(),
                        "the configuration has %d diff-ids, its manifest %d layers"
                                .formatted(
                                        config.diffIds().size(),
                                        manifest.layers().size()),
                        false);
            }
            for (int i = 0; i < manifest.layers().size(); i++) {
                layer(
                        manifest.layers().get(i),
                        isMatched && config != null ? config.diffIds().get(i) : null);
            }
            // Being about something, it may be without it.
            if (manifest.subject() != null && blobs.has(manifest.subject())) {
                open.push(manifest.subject());
            }
        }

        private @Nullable ImageConfig config(Manifest manifest) {
            Descriptor config = manifest.config();
            verify(config);
            if (reached.getOrDefault(config.digest(), -1L) != config.size()) {
                return null;
            }
            try {
                if (DocumentReader.isImageConfig(config)) {
                    return documents.config(config);
                }
                if (config.mediaType().equals(MediaTypes.OCI_EMPTY)
                        && !Arrays.equals(blobs.read(config), new byte[] {'{', '}'})) {
                    add(Kind.INVALID, config, "an empty configuration is '{}'", false);
                }
            } catch (AtollException e) {
                add(Kind.INVALID, config, message(e), false);
            }
            return null;
        }

        private void layer(Descriptor layer, @Nullable Digest diffId) {
            if (!layer.urls().isEmpty() && !blobs.has(layer)) {
                return;
            }
            Digest wanted = diffId != null && LayerTypes.isArchive(layer.mediaType()) ? diffId : null;
            verify(layer, wanted);
            Digest its = diffIds.get(layer.digest().hex());
            if (wanted != null && its != null && its.algorithm().equals(wanted.algorithm()) && !its.equals(wanted)) {
                add(
                        Kind.INVALID,
                        layer,
                        "its configuration gives it the diff-id %s, its archive has %s".formatted(wanted, its),
                        false);
            }
        }

        private void orphans(List<BlobListing.Blob> files) {
            for (BlobListing.Blob blob : files) {
                if (!reached.containsKey(blob.digest())) {
                    orphan(blob);
                }
            }
        }

        /** It is looked into: a blob that is there is not fetched again, also by whoever comes to need it. */
        private void orphan(BlobListing.Blob blob) {
            if (!Files.isRegularFile(blob.file(), layout.links())) {
                if (Files.exists(blob.file(), LinkOption.NOFOLLOW_LINKS)) {
                    add(Kind.LEFTOVER, blob.file(), "it has the name of a blob but is no file");
                }
                return;
            }
            BlobRepair.Result result = repair.orphan(blob);
            if (result.problem() != null) {
                findings.add(new Found(Kind.DAMAGED, blob.file(), result.problem(), null, result.isGood()));
            } else if (result.isGood()) {
                add(Kind.ORPHAN, blob.file(), "nothing in the index leads to it");
            }
        }

        private void leftovers() throws IOException {
            for (TempSpace temp : temps) {
                for (TempSpace.Entry entry : temp.entries()) {
                    if (!entry.inUse()) {
                        add(Kind.LEFTOVER, entry.path(), "a process that died was writing it");
                    }
                }
            }
            if (isRepair) {
                // It has just told of what it put there.
                return;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.quarantine())) {
                for (Path file : files) {
                    add(Kind.LEFTOVER, file, "a repair put it aside");
                }
            } catch (NoSuchFileException e) {
                // None was needed.
            }
        }

        private void add(Kind kind, Path path, String message) {
            findings.add(new Found(kind, path, message, null, false));
        }

        private void add(Kind kind, Descriptor blob, String message, boolean repaired) {
            findings.add(new Found(kind, layout.blob(blob.digest()), message, blob.digest(), repaired));
        }

        /** Found out at the end, and only for what is wrong: the names of all objects would fill the memory. */
        private List<Finding> withNames() {
            Map<Digest, Set<String>> names = new HashMap<>();
            findings.forEach(found -> {
                if (found.digest != null) {
                    names.put(found.digest, new HashSet<>());
                }
            });
            if (!names.isEmpty()) {
                for (IndexEntry entry : layout.index().entries()) {
                    if (entry.isRoot()) {
                        Set<Digest> its = references.reach(List.of(entry.descriptor()));
                        names.keySet().stream()
                                .filter(its::contains)
                                .forEach(digest ->
                                        names.getOrDefault(digest, Set.of()).add(name(entry)));
                    }
                }
            }
            List<Finding> all = new ArrayList<>();
            for (Found found : findings) {
                Set<String> its = found.digest == null ? Set.of() : names.getOrDefault(found.digest, Set.of());
                boolean isGone = found.digest != null && its.isEmpty() && found.kind == Kind.MISSING;
                if (!isGone) {
                    all.add(new Finding(
                            found.kind,
                            found.path,
                            found.message,
                            its.stream().sorted().toList(),
                            found.repaired));
                }
            }
            return all;
        }
    }

    private static String name(IndexEntry entry) {
        return entry.name().isEmpty() ? entry.descriptor().digest().toString() : entry.name();
    }

    static String message(AtollException e) {
        return Objects.toString(e.getMessage(), e.code() == ErrorCode.NOT_FOUND ? "not there" : e.toString());
    }
}
