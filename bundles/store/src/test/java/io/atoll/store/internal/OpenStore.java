package io.atoll.store.internal;

import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.ImageStore;
import io.atoll.store.internal.disk.Disk;
import java.nio.file.Path;

/** A store for tests in other packages, on a disk and a kernel of their own making. Closing it is the end of its engine. */
public record OpenStore(ImageStore store, Runnable end) implements AutoCloseable {
    public static OpenStore at(Path root, Syscalls syscalls, Disk disk) {
        FileImageStore store = new FileImageStore(new StoreSettings(root), syscalls, disk);
        return new OpenStore(store, store::close);
    }

    @Override
    public void close() {
        end.run();
    }
}
