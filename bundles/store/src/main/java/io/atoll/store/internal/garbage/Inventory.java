package io.atoll.store.internal.garbage;

import io.atoll.api.AtollException;
import io.atoll.api.image.Digest;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.Keeper;
import io.atoll.api.store.Lease;
import io.atoll.api.store.StoredItem;
import io.atoll.api.store.StoredItem.Kind;
import io.atoll.posix.DiskUsage;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.layer.LayerFiles;
import io.atoll.store.internal.layout.Blobs;
import io.atoll.store.internal.layout.Layout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything in the store's directories, with what it takes on disk and who needs it. Every file is told of once and none is left out, so that the sum is
 * what {@code du} finds. Files are told of as they are found: memory is taken for who needs what, not for what there is.
 */
public final class Inventory {
    private static final List<Keeper> STORE = List.of(Keeper.STORE);

    private final Layout layout;
    private final Blobs blobs;
    private final LayerFiles layers;
    private final LayerSizes sizes;
    private final LeaseFiles leases;
    private final TempSpace temp;
    private final Path locks;
    private final Syscalls syscalls;

    public Inventory(
            Layout layout,
            Blobs blobs,
            LayerFiles layers,
            LayerSizes sizes,
            LeaseFiles leases,
            TempSpace temp,
            Path locks,
            Syscalls syscalls) {
        this.layout = layout;
        this.blobs = blobs;
        this.layers = layers;
        this.sizes = sizes;
        this.leases = leases;
        this.temp = temp;
        this.locks = locks;
        this.syscalls = syscalls;
    }

    public void visit(Consumer<? super StoredItem> visitor) {
        try {
            new Walk(visitor).run();
        } catch (IOException e) {
            throw Failures.of("look through the store", layout.directory(), e);
        } catch (KernelException e) {
            throw Failures.of("look through the store", layout.directory(), e);
        }
    }

    /** A digest that is a name in the store, or empty. */
    static Optional<Digest> digest(String algorithm, Path file) {
        try {
            return Optional.of(new Digest(algorithm, String.valueOf(file.getFileName())));
        } catch (AtollException e) {
            return Optional.empty();
        }
    }

    private final class Walk {
        private final Consumer<? super StoredItem> visitor;
        private final DiskUsage usage = new DiskUsage(syscalls);
        private final Needs needs = Needs.of(layout.index(), leases, blobs);
        /** What nothing seemed to need: somebody may have come to need it since the walk began. */
        private final List<StoredItem> suspects = new ArrayList<>();

        Walk(Consumer<? super StoredItem> visitor) {
            this.visitor = visitor;
        }

        void run() throws IOException {
            layout();
            layers();
            leases();
            temporary();
            each(locks, file -> tell(Kind.METADATA, file, usage.tree(file), STORE));
            suspects();
        }

        private void layout() throws IOException {
            each(layout.directory(), child -> {
                switch (String.valueOf(child.getFileName())) {
                    case "blobs" -> each(child, this::blobs);
                    case "index.json", "oci-layout" -> tell(Kind.METADATA, child, usage.tree(child), STORE);
                    case "quarantine" -> tell(Kind.QUARANTINE, child, usage.tree(child), STORE);
                    default -> foreign(child);
                }
            });
        }

        private void blobs(Path directory) throws IOException {
            String algorithm = String.valueOf(directory.getFileName());
            if (!isDirectory(directory)) {
                foreign(directory);
                return;
            }
            each(directory, file -> {
                Digest digest = digest(algorithm, file).orElse(null);
                if (digest != null && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    tell(new StoredItem(Kind.BLOB, file, digest, usage.only(file), needs.of(digest)));
                } else {
                    foreign(file);
                }
            });
        }

        private void layers() throws IOException {
            each(layers.directory(), child -> {
                String name = String.valueOf(child.getFileName());
                Digest digest = digest(name.length() == 128 ? "sha512" : "sha256", child)
                        .orElse(null);
                if (digest != null && isDirectory(child)) {
                    tell(new StoredItem(Kind.LAYER, child, digest, sizes.of(digest), needs.of(digest)));
                } else if (name.startsWith(".")) {
                    tell(Kind.CONDEMNED, child, usage.tree(child), List.of());
                } else if (LayerFiles.isNotes(child)) {
                    boolean stray = layers.isStrayNotes(child);
                    tell(stray ? Kind.CONDEMNED : Kind.METADATA, child, usage.tree(child), stray ? List.of() : STORE);
                } else {
                    foreign(child);
                }
            });
        }

        private void leases() throws IOException {
            Map<Path, Lease> known = new HashMap<>();
            leases.all().forEach(lease -> known.put(LeaseFiles.file(lease), lease));
            each(leases.directory(), file -> {
                Lease lease = known.get(file);
                if (lease == null) {
                    tell(Kind.TEMPORARY, file, usage.tree(file), List.of());
                } else {
                    Keeper owner = new Keeper(Keeper.Type.LEASE, lease.owner());
                    List<Keeper> keepers = leases.isExpired(lease) ? List.of() : List.of(owner);
                    tell(Kind.LEASE, file, usage.tree(file), keepers);
                }
            });
        }

        private void temporary() throws IOException {
            List<Path> dead = temp.entries().stream()
                    .filter(entry -> !entry.inUse())
                    .map(TempSpace.Entry::path)
                    .toList();
            each(temp.directory(), child -> {
                List<Keeper> keeper = dead.contains(child) ? List.of() : List.of(Keeper.ENGINE);
                tell(Kind.TEMPORARY, child, usage.tree(child), keeper);
            });
        }

        /** The directory itself, and then what is in it. */
        private void each(Path directory, Visit visit) throws IOException {
            if (!isDirectory(directory)) {
                if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                    foreign(directory);
                }
                return;
            }
            tell(Kind.METADATA, directory, usage.only(directory), STORE);
            try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
                for (Path child : children) {
                    visit.to(child);
                }
            } catch (NoSuchFileException e) {
                // Gone meanwhile.
            }
        }

        private void foreign(Path path) {
            tell(Kind.FOREIGN, path, usage.tree(path), STORE);
        }

        private void tell(Kind kind, Path path, long bytes, List<Keeper> keepers) {
            tell(new StoredItem(kind, path, null, bytes, keepers));
        }

        private void tell(StoredItem item) {
            if (item.digest() != null && item.isGarbage()) {
                suspects.add(item);
            } else {
                visitor.accept(item);
            }
        }

        private void suspects() {
            Needs now = suspects.isEmpty() || !needs.isOld(layout.index(), leases)
                    ? needs
                    : Needs.of(layout.index(), leases, blobs);
            for (StoredItem item : suspects) {
                Digest digest = item.digest();
                List<Keeper> keepers = digest == null ? item.keptBy() : now.of(digest);
                visitor.accept(new StoredItem(item.kind(), item.path(), digest, item.bytes(), keepers));
            }
        }

        private static boolean isDirectory(Path path) {
            return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private interface Visit {
        void to(Path path) throws IOException;
    }
}
