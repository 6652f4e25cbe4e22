package io.atoll.store.internal;

import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;

/** The real disk, told before each rename and deletion: to count them, or to make them fail. */
final class WatchedDisk implements Disk {
    private final Disk disk = new LocalDisk();
    private final Before rename;
    private final Before delete;

    WatchedDisk(Before rename, Before delete) {
        this.rename = rename;
        this.delete = delete;
    }

    /** May throw. */
    interface Before {
        void at(Path path) throws IOException;
    }

    @Override
    public NewFile create(Path path) throws IOException {
        return disk.create(path);
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
        rename.at(to);
        disk.rename(from, to);
    }

    @Override
    public void syncDirectory(Path path) throws IOException {
        disk.syncDirectory(path);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        delete.at(path);
        return disk.delete(path);
    }

    @Override
    public long deleteTree(Path path) throws IOException {
        delete.at(path);
        return disk.deleteTree(path);
    }
}
