package io.atoll.store.internal.garbage;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.layout.CheckReport.Finding;
import io.atoll.api.layout.CheckReport.Kind;
import io.atoll.api.store.BlobWriter;
import io.atoll.json.Json;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.layout.Blobs;
import io.atoll.store.internal.layout.IndexSnapshot;
import io.atoll.store.internal.layout.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads every blob that the index leads to, each once, and compares it with its digest. */
public final class BlobCheck implements LayoutCheck {
    private static final int BUFFER = 64 << 10;

    private final Layout layout;
    private final Blobs blobs;
    private final Disk disk;

    public BlobCheck(Layout layout, Blobs blobs, Disk disk) {
        this.layout = layout;
        this.blobs = blobs;
        this.disk = disk;
    }

    @Override
    public CheckReport check() {
        return new Run(null).all();
    }

    @Override
    public CheckReport repair(BlobSource source) {
        return new Run(source).all();
    }

    private final class Run {
        private final @Nullable BlobSource source;
        private final List<Finding> findings = new ArrayList<>();
        private final Set<Digest> seen = new HashSet<>();

        Run(@Nullable BlobSource source) {
            this.source = source;
        }

        CheckReport all() {
            IndexSnapshot index = layout.index();
            for (Descriptor root : index.roots()) {
                follow(root, names(index, root));
            }
            return new CheckReport(seen.size(), findings);
        }

        private static List<String> names(IndexSnapshot index, Descriptor root) {
            return index.named().stream()
                    .filter(entry -> entry.descriptor().digest().equals(root.digest()))
                    .map(entry -> entry.reference().toString())
                    .toList();
        }

        private void follow(Descriptor root, List<String> images) {
            Deque<Descriptor> open = new ArrayDeque<>(List.of(root));
            while (!open.isEmpty()) {
                Descriptor blob = open.pop();
                if (seen.add(blob.digest()) && verify(blob, images) && Reachable.isDocument(blob)) {
                    children(blob, images).forEach(open::push);
                }
            }
        }

        private List<Descriptor> children(Descriptor document, List<String> images) {
            try {
                JsonNode node =
                        Json.parse(blobs.read(document), document.digest().toString());
                return Reachable.children(node);
            } catch (AtollException e) {
                findings.add(new Finding(
                        Kind.INVALID, layout.blob(document.digest()), String.valueOf(e.getMessage()), images, false));
                return List.of();
            }
        }

        /** @return whether it is good, perhaps again */
        private boolean verify(Descriptor blob, List<String> images) {
            AtollException problem = problem(blob).orElse(null);
            if (problem == null) {
                return true;
            }
            Path file = layout.blob(blob.digest());
            boolean missing = problem.code() == ErrorCode.NOT_FOUND;
            String message = missing ? "the blob is not there" : String.valueOf(problem.getMessage());
            boolean repaired = false;
            if (source != null) {
                try {
                    if (!missing) {
                        quarantine(blob);
                    }
                    repaired = fetch(source, blob, images.isEmpty() ? "" : images.getFirst());
                } catch (AtollException e) {
                    message += "; it could not be fetched again: " + e.getMessage();
                } catch (IOException e) {
                    message += "; it could not be fetched again: " + e;
                }
            }
            findings.add(new Finding(missing ? Kind.MISSING : Kind.DAMAGED, file, message, images, repaired));
            return repaired;
        }

        private Optional<AtollException> problem(Descriptor blob) {
            try (InputStream in = blobs.open(blob)) {
                byte[] buffer = new byte[BUFFER];
                while (in.read(buffer) >= 0) {
                    // Verified as it is read.
                }
                return Optional.empty();
            } catch (AtollException e) {
                return Optional.of(e);
            } catch (IOException e) {
                // A disk that cannot read it: as good as damaged.
                return Optional.of(Failures.of("read the blob " + blob.digest(), layout.blob(blob.digest()), e));
            }
        }

        private void quarantine(Descriptor blob) throws IOException {
            Path directory = layout.directory().resolve("quarantine");
            disk.createDirectories(directory);
            disk.rename(
                    layout.blob(blob.digest()), directory.resolve(blob.digest().hex()));
        }

        private boolean fetch(BlobSource from, Descriptor blob, String image) throws IOException {
            Optional<InputStream> found = from.open(blob, image);
            if (found.isEmpty()) {
                return false;
            }
            try (InputStream in = found.get();
                    BlobWriter writer = blobs.create(blob)) {
                byte[] buffer = new byte[BUFFER];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    writer.write(ByteBuffer.wrap(buffer, 0, read));
                }
                writer.commit();
                return true;
            }
        }
    }
}
