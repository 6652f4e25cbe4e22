package io.atoll.store.internal.robust;

import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.LocalDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A disk, the real one if nothing else is said, with a fault point around every change. */
final class FaultyDisk implements Disk {
    private final Disk disk;
    private final Path root;
    private final FaultPoint point;

    FaultyDisk(Path root, FaultPoint point) {
        this(root, point, new LocalDisk());
    }

    FaultyDisk(Path root, FaultPoint point, Disk disk) {
        this.disk = disk;
        this.root = root;
        this.point = point;
    }

    @Override
    public NewFile create(Path path) throws IOException {
        return step("create", path, () -> new FaultyFile(path, disk.create(path)));
    }

    @Override
    public void createDirectory(Path path) throws IOException {
        run("mkdir", path, () -> disk.createDirectory(path));
    }

    @Override
    public void createSharedDirectory(Path path) throws IOException {
        run("mkdir", path, () -> disk.createSharedDirectory(path));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        run("rename", to, () -> disk.rename(from, to));
    }

    @Override
    public void syncDirectory(Path path) throws IOException {
        run("sync directory", path, () -> disk.syncDirectory(path));
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return step("delete", path, () -> disk.delete(path));
    }

    @Override
    public long deleteTree(Path path) throws IOException {
        Optional<Path> first = aFile(path);
        if (first.isPresent()) {
            run("delete some of", path, () -> Files.delete(first.get()));
        }
        return step("delete tree", path, () -> disk.deleteTree(path));
    }

    private static Optional<Path> aFile(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .findFirst();
        }
    }

    private void run(String operation, Path path, Action action) throws IOException {
        var unused = step(operation, path, () -> {
            action.run();
            return operation;
        });
    }

    private <T> T step(String operation, Path path, Step<T> action) throws IOException {
        String name = operation + " " + StepNames.kind(root, path);
        Errno error = point.before(name);
        if (error != null) {
            throw error.on(path);
        }
        T result = action.run();
        point.after(name);
        return result;
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private interface Action {
        void run() throws IOException;
    }

    /** A write that fails has written half, as one to a full disk. */
    private final class FaultyFile implements NewFile {
        private final Path path;
        private final NewFile file;

        FaultyFile(Path path, NewFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            String name = "write " + StepNames.kind(root, path);
            Errno error = point.before(name);
            if (error != null) {
                ByteBuffer half = bytes.duplicate();
                file.write(half.limit(half.position() + half.remaining() / 2));
                throw error.on(path);
            }
            file.write(bytes);
            point.after(name);
        }

        @Override
        public void sync() throws IOException {
            FaultyDisk.this.run("sync", path, file::sync);
        }

        @Override
        public void close() throws IOException {
            String name = "close " + StepNames.kind(root, path);
            Errno error = point.before(name);
            file.close();
            if (error != null) {
                throw error.on(path);
            }
            point.after(name);
        }
    }
}
