package io.atoll.runtime.internal.volume;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.volume.Volume;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.posix.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Volumes on disk.
 *
 * <pre>
 * ROOT/volumes/NAME/volume.json    the record, written once
 * ROOT/volumes/NAME/_data/         what is in it
 * ROOT/volumes/NAME/fill…          see {@link VolumeFill}
 * ROOT/volumes/.new-… .gone-…      being made, being removed
 * </pre>
 *
 * <p>A volume comes and goes by one renaming of its directory, so it is there as a whole or not.
 */
public final class VolumeFiles {
    private static final String RECORD = "volume.json";
    private static final String DATA = "_data";
    private static final String FRESH = ".new-";
    private static final String GONE = ".gone-";

    private final Path root;

    public VolumeFiles(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** A volume's own directory, whether it is there or not. */
    Path directory(String name) {
        VolumeNames.check(name);
        return root.resolve(name);
    }

    Path data(String name) {
        return directory(name).resolve(DATA);
    }

    boolean exists(String name) {
        return Files.exists(directory(name).resolve(RECORD));
    }

    /** Makes the directory that holds them all; no other user of this machine may get at what containers write. */
    void prepare() {
        try {
            Files.createDirectories(
                    root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw failure("make", root.toString(), e);
        }
    }

    /**
     * Makes one of a name that is free, whole.
     *
     * @param durable whether it must survive a power cut
     */
    Volume create(String name, VolumeSpec spec, boolean durable) {
        Path fresh = root.resolve(FRESH + UUID.randomUUID());
        try {
            Path data = Files.createDirectories(fresh.resolve(DATA));
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
            write(fresh.resolve(RECORD), VolumeJson.write(spec, Instant.now()), durable);
            if (durable) {
                sync(fresh);
            }
            Files.move(fresh, directory(name), StandardCopyOption.ATOMIC_MOVE);
            if (durable) {
                sync(root);
            }
        } catch (IOException e) {
            discard(fresh);
            throw failure("make volume", name, e);
        }
        return read(name).orElseThrow();
    }

    Optional<Volume> read(String name) {
        Path file = directory(name).resolve(RECORD);
        try {
            return Optional.of(VolumeJson.read(name, data(name), Files.readAllBytes(file), file.toString()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read volume", name, e);
        }
    }

    /** One that is damaged must not hide the others. */
    List<Volume> list() {
        List<Volume> volumes = new ArrayList<>();
        for (Path child : children()) {
            String name = child.getFileName().toString();
            try {
                if (!name.startsWith(".")) {
                    read(name).ifPresent(volumes::add);
                }
            } catch (RuntimeException e) {
                System.getLogger(VolumeFiles.class.getName())
                        .log(System.Logger.Level.WARNING, "ignoring the volume in " + child, e);
            }
        }
        volumes.sort(Comparator.comparing(Volume::name));
        return volumes;
    }

    /**
     * Takes one away.
     *
     * @return what {@link #discard} deletes, which may take as long as there are many files
     */
    Path remove(String name) {
        Path gone = root.resolve(GONE + UUID.randomUUID());
        try {
            Files.move(directory(name), gone, StandardCopyOption.ATOMIC_MOVE);
            sync(root);
            return gone;
        } catch (IOException e) {
            throw failure("remove volume", name, e);
        }
    }

    /** What cannot be deleted now is at the next start. */
    static void discard(Path tree) {
        try {
            long unused = Trees.remove(tree);
        } catch (IOException e) {
            System.getLogger(VolumeFiles.class.getName())
                    .log(System.Logger.Level.WARNING, "leaving %s for the next start".formatted(tree), e);
        }
    }

    /** Removes what an engine that was killed left half made or half removed. */
    void sweep() {
        for (Path child : children()) {
            String name = child.getFileName().toString();
            if (name.startsWith(FRESH) || name.startsWith(GONE)) {
                discard(child);
            }
        }
    }

    private List<Path> children() {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
            List<Path> children = new ArrayList<>();
            stream.forEach(children::add);
            return children;
        } catch (NoSuchFileException e) {
            return List.of(); // No volume was ever made here.
        } catch (IOException e) {
            throw failure("list the volumes in", root.toString(), e);
        }
    }

    private static void write(Path file, byte[] content, boolean durable) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (durable) {
                channel.force(true);
            }
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static AtollException failure(String doing, String what, IOException e) {
        return new AtollException(ErrorCode.KERNEL, "cannot %s %s: %s".formatted(doing, what, e), e);
    }
}
