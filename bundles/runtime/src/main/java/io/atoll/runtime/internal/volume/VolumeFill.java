package io.atoll.runtime.internal.volume;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.storage.RootFs;
import io.atoll.posix.Trees;
import io.atoll.posix.merge.LayerCopy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Gives an empty volume what the image has at the place where it is mounted. The copy is made beside the volume's data, as {@code fill.partial}; renamed to {@code fill} it counts;
 * then its names move into the data, one by one, for a container may have that mounted already. Who finds a {@code fill} moves the rest, so an engine that was killed has either
 * not filled the volume or has, as soon as anybody uses it.
 */
final class VolumeFill {
    private static final String PARTIAL = "fill.partial";
    private static final String COMPLETE = "fill";
    private static final byte[] ITSELF = {};
    private static final int DIRECTORY =
            Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW | Syscalls.O_CLOEXEC;

    private final Syscalls syscalls;

    VolumeFill(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /**
     * Fills a volume, if it is empty.
     *
     * @param volume its own directory, not its data
     * @param root of the container, with nothing written to it yet
     * @param target where in it the volume will be mounted
     * @param durable whether it must survive a power cut
     */
    void fill(Path volume, Path data, RootFs root, String target, boolean durable) {
        try {
            boolean unused = DirectoryLock.<Boolean, IOException>exclusive(syscalls, volume, () -> {
                finish(volume, data);
                return isEmpty(data) && copy(volume, root, target, durable) && finish(volume, data);
            });
        } catch (IOException | KernelException e) {
            throw failure(volume, target, e);
        }
    }

    /** Finishes what an engine that was killed began. Costs a look where there is nothing to do. */
    void resume(Path volume, Path data) {
        if (!Files.exists(volume.resolve(COMPLETE))) {
            return;
        }
        try {
            boolean unused =
                    DirectoryLock.<Boolean, IOException>exclusive(syscalls, volume, () -> finish(volume, data));
        } catch (IOException | KernelException e) {
            throw failure(volume, "", e);
        }
    }

    /** Whether there is something to be moved now. */
    private boolean copy(Path volume, RootFs root, String target, boolean durable) throws IOException {
        Path partial = volume.resolve(PARTIAL);
        long unused = Trees.remove(partial);
        try (MergedRoot image = new MergedRoot(syscalls, root)) {
            List<Integer> sources = image.directory(target);
            if (sources.isEmpty()) {
                return false;
            }
            Files.createDirectory(partial);
            try {
                copy(sources, partial, durable);
            } catch (RuntimeException e) {
                VolumeFiles.discard(partial);
                throw e;
            }
        }
        int directory = syscalls.open(volume, DIRECTORY, 0);
        try {
            syscalls.renameat(directory, name(PARTIAL), directory, name(COMPLETE));
            if (durable) {
                syscalls.fsync(directory);
            }
        } finally {
            syscalls.close(directory);
        }
        return true;
    }

    private void copy(List<Integer> sources, Path to, boolean durable) {
        int target = syscalls.open(to, DIRECTORY, 0);
        try {
            for (int source : sources.reversed()) {
                new LayerCopy(syscalls, target).merge(source, source == sources.getLast(), true);
            }
            if (durable) {
                syscalls.syncfs(target);
            }
        } finally {
            syscalls.close(target);
        }
    }

    private boolean finish(Path volume, Path data) throws IOException {
        Path complete = volume.resolve(COMPLETE);
        if (!Files.exists(complete)) {
            return false;
        }
        int from = syscalls.open(complete, DIRECTORY, 0);
        try {
            int to = syscalls.open(data, DIRECTORY, 0);
            try {
                move(from, to);
            } finally {
                syscalls.close(to);
            }
        } finally {
            syscalls.close(from);
        }
        long unused = Trees.remove(complete);
        return true;
    }

    private void move(int from, int to) {
        FileStatus status = syscalls.statat(from, ITSELF);
        for (byte[] name : syscalls.list(from)) {
            if (!isThere(to, name)) { // A container that has the volume may have made it meanwhile.
                syscalls.renameat(from, name, to, name);
            }
        }
        // Of the directory itself nothing but its attributes is left to be copied; renaming changed its time.
        new LayerCopy(syscalls, to).attributes(from, status);
    }

    private boolean isThere(int directory, byte[] name) {
        try {
            FileStatus unused = syscalls.statat(directory, name);
            return true;
        } catch (KernelException e) {
            if (e.errno() == KernelException.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private boolean isEmpty(Path data) {
        int directory = syscalls.open(data, DIRECTORY, 0);
        try {
            return syscalls.list(directory).isEmpty();
        } finally {
            syscalls.close(directory);
        }
    }

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static AtollException failure(Path volume, String target, Exception e) {
        return new AtollException(
                ErrorCode.KERNEL,
                "cannot copy what the image has at %s into volume %s: %s; see that its file system has space, or use 'nocopy'"
                        .formatted(target, volume.getFileName(), e.getMessage()),
                e);
    }
}
