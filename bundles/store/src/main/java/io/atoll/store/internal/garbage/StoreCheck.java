package io.atoll.store.internal.garbage;

import io.atoll.api.image.Digest;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.layout.CheckReport.Finding;
import io.atoll.api.layout.CheckReport.Kind;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.Lease;
import io.atoll.api.store.StoredItem;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.layer.LayerFiles;
import io.atoll.store.internal.layout.LayoutCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks what the store has besides its layout: directories, leases, locks, extracted layers, leftovers. Extracted layers are a cache, so their files are not
 * compared with anything: who doubts them has them made again ({@link Collector#dropLayers}).
 */
public final class StoreCheck {
    private static final int OTHERS = 077;

    private final Inventory inventory;
    private final LayoutCheck layout;
    private final LayerFiles layers;
    private final LeaseFiles leases;
    private final TempSpace temp;
    private final Locks locks;
    private final Disk disk;
    private final Syscalls syscalls;

    public StoreCheck(
            Inventory inventory,
            LayoutCheck layout,
            LayerFiles layers,
            LeaseFiles leases,
            TempSpace temp,
            Locks locks,
            Disk disk,
            Syscalls syscalls) {
        this.inventory = inventory;
        this.layout = layout;
        this.layers = layers;
        this.leases = leases;
        this.temp = temp;
        this.locks = locks;
        this.disk = disk;
        this.syscalls = syscalls;
    }

    public CheckReport check() {
        return new Run(null).all();
    }

    public CheckReport repair(BlobSource source) {
        return new Run(source).all();
    }

    private final class Run {
        private final @Nullable BlobSource source;
        private final boolean repair;
        private final List<Finding> findings = new ArrayList<>();
        /** Whether it is known what is needed: what a broken manifest led to only seems to be unused. */
        private boolean known;

        Run(@Nullable BlobSource source) {
            this.source = source;
            repair = source != null;
        }

        CheckReport all() {
            // First what everything else needs: locks that lock, directories that keep others out.
            locks();
            for (Path directory :
                    List.of(layers.directory(), leases.directory(), temp.directory(), locks.directory())) {
                directory(directory);
            }
            leases();
            CheckReport blobs = layout.run(source);
            blobs.findings().stream()
                    .filter(finding -> finding.kind() != Kind.ORPHAN // the layout does not know of leases
                            && finding.kind() != Kind.LEFTOVER) // the inventory tells of those
                    .forEach(findings::add);
            known = new CheckReport(0, findings).isClean();
            inventory.visit(this::item);
            return new CheckReport(blobs.objects(), findings);
        }

        private void locks() {
            for (Path file : locks.files()) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    found(Kind.INVALID, file, "it is no file, so nobody can lock it", () -> disk.deleteTree(file));
                }
            }
        }

        /** Set-user-id programs of images must not be reached by users of this machine: stricter than S2.1, which lets a group in. */
        private void directory(Path directory) {
            int fd;
            try {
                fd = syscalls.open(directory, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
            } catch (KernelException e) {
                if (e.errno() == KernelException.ENOENT) {
                    return;
                }
                throw Failures.of("check " + directory, directory, e);
            }
            try {
                int mode = syscalls.statat(fd, new byte[0]).mode();
                if ((mode & OTHERS) != 0) {
                    found(
                            Kind.INVALID,
                            directory,
                            "others than its owner may enter it (mode %o)".formatted(mode & 07777),
                            () -> syscalls.fchmod(fd, mode & 07777 & ~OTHERS));
                }
            } finally {
                syscalls.close(fd);
            }
        }

        private void leases() {
            for (Lease lease : leases.all()) {
                if (lease instanceof LeaseFiles.Incomplete broken) {
                    found(
                            Kind.DAMAGED,
                            broken.file(),
                            "the lease of '%s' was cut short; until it is mended nothing can be removed"
                                    .formatted(broken.owner()),
                            () -> mend(broken));
                }
            }
        }

        /** On everything there is: the container it is for, if it is still there, needs some of it; when it is removed the lease ends. */
        private void mend(LeaseFiles.Incomplete broken) {
            Set<Digest> everything = new LinkedHashSet<>(layers.all());
            inventory.visit(item -> {
                if (item.digest() != null) {
                    everything.add(item.digest());
                }
            });
            boolean unused = locks.exclusive(Collector.LOCK, () -> {
                if (leases.all().contains(broken)) {
                    leases.replace(broken, everything);
                }
                return true;
            });
        }

        private void item(StoredItem item) {
            Path path = item.path();
            switch (item.kind()) {
                case BLOB, LAYER -> {
                    if (item.isGarbage() && known) {
                        add(Kind.ORPHAN, path, "nothing needs it: 'atoll image prune' removes it", false);
                    }
                }
                case CONDEMNED -> found(Kind.LEFTOVER, path, "a removal was cut short", () -> condemned(path));
                case TEMPORARY -> {
                    if (item.isGarbage()) {
                        found(Kind.LEFTOVER, path, "an engine that died left it", () -> sweep(path));
                    }
                }
                case LEASE -> {
                    if (item.isGarbage()) {
                        add(Kind.LEFTOVER, path, "a lease that has expired: 'atoll image prune' removes it", false);
                    }
                }
                case FOREIGN -> foreign(path);
                case QUARANTINE, METADATA -> {
                    // Nothing is wrong with it.
                }
            }
        }

        private void condemned(Path path) throws IOException {
            if (LayerFiles.isNotes(path)) {
                layers.removeStrayNotes(gone -> {});
            } else {
                disk.deleteTree(path);
            }
        }

        private void foreign(Path path) {
            if (path.startsWith(layers.directory()) && isLayerName(path)) {
                found(
                        Kind.DAMAGED,
                        path,
                        "it is no directory, so the layer of this name cannot be extracted",
                        () -> disk.deleteTree(path));
            } else {
                add(Kind.LEFTOVER, path, "it is nothing of the store's", false);
            }
        }

        private static boolean isLayerName(Path path) {
            String name = String.valueOf(path.getFileName());
            return Inventory.digest(name.length() == 128 ? "sha512" : "sha256", path)
                    .isPresent();
        }

        private void sweep(Path path) throws IOException {
            if (path.startsWith(temp.directory())) {
                temp.sweep(gone -> {});
            } else {
                boolean unused = locks.exclusive(Collector.LOCK, () -> disk.delete(path));
            }
        }

        private void found(Kind kind, Path path, String message, Mending mending) {
            if (!repair) {
                add(kind, path, message, false);
                return;
            }
            try {
                mending.run();
                add(kind, path, message, true);
            } catch (IOException e) {
                add(kind, path, message + "; it could not be repaired: " + e, false);
            } catch (KernelException e) {
                add(kind, path, message + "; it could not be repaired: " + e.getMessage(), false);
            }
        }

        private void add(Kind kind, Path path, String message, boolean repaired) {
            findings.add(new Finding(kind, path, message, List.of(), repaired));
        }
    }

    private interface Mending {
        void run() throws IOException;
    }
}
