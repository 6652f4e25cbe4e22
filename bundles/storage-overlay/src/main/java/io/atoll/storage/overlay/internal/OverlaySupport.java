package io.atoll.storage.overlay.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Whether the kernel has overlay and a file system can hold its upper directory. Asked for every container, so remembered by device. */
final class OverlaySupport {
    /** File systems without whiteouts or the attributes overlay keeps, and overlay itself, as in most containers. */
    private static final Set<String> UNFIT =
            Set.of("overlay", "nfs", "nfs4", "cifs", "smb3", "vfat", "exfat", "msdos", "ecryptfs", "9p", "afs");

    private final Path proc;
    private final Path modules;
    private final ConcurrentHashMap<Object, Optional<String>> byDevice = new ConcurrentHashMap<>();

    /** @param modules where the running kernel's modules are: {@code /lib/modules} */
    OverlaySupport(Path proc, Path modules) {
        this.proc = proc;
        this.modules = modules;
    }

    Optional<String> unavailable(Path directory) {
        Path existing = directory.toAbsolutePath();
        while (!Files.isDirectory(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            Object device = Files.getAttribute(existing, "unix:dev");
            Optional<String> known = byDevice.get(device);
            if (known == null) {
                known = judge(existing);
                byDevice.put(device, known);
            }
            return known;
        } catch (IOException e) {
            return Optional.of("cannot look at %s: %s".formatted(existing, e.getMessage()));
        }
    }

    private Optional<String> judge(Path directory) throws IOException {
        if (!hasOverlay()) {
            return Optional.of("this kernel has no overlay file system: load the module 'overlay', or use the storage"
                    + " driver 'fuse' or 'copy'");
        }
        String type = Files.getFileStore(directory).type();
        if (UNFIT.contains(type) || type.startsWith("fuse")) {
            return Optional.of(
                    "%s is on a file system of type %s, which overlay cannot write to: move it with ATOLL_ROOT to ext4, xfs,"
                                    .formatted(directory, type)
                            + " btrfs or tmpfs, or use the storage driver 'copy'");
        }
        return Optional.empty();
    }

    /** Listed once it is loaded; a module that is there is loaded by the first mount. */
    private boolean hasOverlay() throws IOException {
        for (String line : Files.readAllLines(proc.resolve("filesystems"), StandardCharsets.ISO_8859_1)) {
            if (line.strip().replaceFirst("^nodev\\s+", "").equals("overlay")) {
                return true;
            }
        }
        String release = Files.readString(proc.resolve("sys/kernel/osrelease"), StandardCharsets.ISO_8859_1)
                .strip();
        return Files.isDirectory(modules.resolve(release).resolve("kernel/fs/overlayfs"));
    }
}
