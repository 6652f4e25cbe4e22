package io.atoll.store.internal.robust;

import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.LocalDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The real disk, and a record of what was synced. */
final class PromisingDisk implements Disk {
    private final Disk disk = new LocalDisk();
    private final Promises promises;

    PromisingDisk(Promises promises) {
        this.promises = promises;
    }

    @Override
    public NewFile create(Path path) throws IOException {
        NewFile file = disk.create(path);
        return new NewFile() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                file.write(bytes);
            }

            @Override
            public void sync() throws IOException {
                file.sync();
                promises.file(path);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public void createDirectory(Path path) throws IOException {
        disk.createDirectory(path);
    }

    @Override
    public void createSharedDirectory(Path path) throws IOException {
        disk.createSharedDirectory(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void syncDirectory(Path path) throws IOException {
        disk.syncDirectory(path);
        promises.directory(path);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return disk.delete(path);
    }

    @Override
    public long deleteTree(Path path) throws IOException {
        return disk.deleteTree(path);
    }
}
