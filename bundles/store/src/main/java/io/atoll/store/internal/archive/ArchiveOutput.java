package io.atoll.store.internal.archive;

import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.disk.Disk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A file for an archive, which appears complete when {@link #commit} is called, in place of what had its name; a pipe or a device is written as it is. */
abstract class ArchiveOutput extends OutputStream {
    static ArchiveOutput open(Path path, Disk disk, Syscalls syscalls) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "it is a directory");
        }
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            return new Pipe(syscalls, syscalls.open(target, Syscalls.O_WRONLY | Syscalls.O_CLOEXEC, 0));
        }
        Path temporary = target.resolveSibling(".atoll-" + UUID.randomUUID());
        return new Replacement(disk, temporary, target, disk.create(temporary));
    }

    abstract void commit() throws IOException;

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    private static final class Replacement extends ArchiveOutput {
        private final Disk disk;
        private final Path temporary;
        private final Path target;
        private final Disk.NewFile file;
        private boolean closed;

        Replacement(Disk disk, Path temporary, Path target, Disk.NewFile file) {
            this.disk = disk;
            this.temporary = temporary;
            this.target = target;
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            file.write(ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        void commit() throws IOException {
            file.sync();
            file.close();
            disk.publish(temporary, target);
            closed = true;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                file.close();
                disk.delete(temporary);
            }
        }
    }

    private static final class Pipe extends ArchiveOutput {
        private final Syscalls syscalls;
        private final int descriptor;
        private boolean closed;

        Pipe(Syscalls syscalls, int descriptor) {
            this.syscalls = syscalls;
            this.descriptor = descriptor;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            syscalls.write(descriptor, bytes, offset, length);
        }

        @Override
        void commit() {
            close();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                syscalls.close(descriptor);
            }
        }
    }
}
