package io.atoll.store.internal.copy;

import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.TempSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A directory of the store's temporary space, made when something has to be put down. */
final class Scratch implements IntSupplier, AutoCloseable {
    private final Syscalls syscalls;
    private final TempSpace temp;
    private @Nullable Path directory;
    private int fd = -1;

    Scratch(Syscalls syscalls, TempSpace temp) {
        this.syscalls = syscalls;
        this.temp = temp;
    }

    @Override
    public int getAsInt() {
        try {
            if (directory == null) {
                directory = temp.newDirectory("copy");
                fd = syscalls.open(directory, TargetDirectories.DIRECTORY, 0);
            }
            return fd;
        } catch (IOException e) {
            throw Failures.of("make a temporary directory", temp.directory(), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (directory != null) {
            syscalls.close(fd);
            temp.remove(directory);
        }
    }
}
