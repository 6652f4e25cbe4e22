package io.atoll.store.internal.layout;

import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.LocalDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tells what was changed, in order; fails when it is told to. */
final class LoggingDisk implements Disk {
    private final Disk real = new LocalDisk();
    final List<String> log = new ArrayList<>();
    /** How many changes succeed; the one after fails, and none is made from then on if {@code isDead}. */
    int left = Integer.MAX_VALUE;

    boolean isDead;

    private void step(String what) throws IOException {
        if (left == 0 || (isDead && left < 0)) {
            left = -1;
            throw new IOException("injected: " + what);
        }
        left -= left > 0 && left < Integer.MAX_VALUE ? 1 : 0;
        log.add(what);
    }

    @Override
    public NewFile create(Path path) throws IOException {
        step("create " + path);
        NewFile file = real.create(path);
        return new NewFile() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                step("write " + path);
                file.write(bytes);
            }

            @Override
            public void sync() throws IOException {
                step("sync " + path);
                file.sync();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public void createDirectory(Path path) throws IOException {
        step("mkdir " + path);
        real.createDirectory(path);
    }

    @Override
    public void createSharedDirectory(Path path) throws IOException {
        step("mkdirs " + path);
        real.createSharedDirectory(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step("rename " + from + " " + to);
        real.rename(from, to);
    }

    @Override
    public void syncDirectory(Path path) throws IOException {
        step("syncdir " + path);
        real.syncDirectory(path);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        step("delete " + path);
        return real.delete(path);
    }

    @Override
    public long deleteTree(Path path) throws IOException {
        step("deletetree " + path);
        return real.deleteTree(path);
    }
}
