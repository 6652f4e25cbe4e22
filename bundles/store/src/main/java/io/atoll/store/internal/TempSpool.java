package io.atoll.store.internal;

import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.archive.Spool;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Files in the store's temporary directory that lose their names at once. */
@Component
public final class TempSpool implements Spool {
    private static final int BUFFER = 256 << 10;

    private final Disk disk;
    private final TempSpace temp;

    @Activate
    public TempSpool(BundleContext context, @Reference Syscalls syscalls) {
        this(StoreSettings.from(context::getProperty).root(), syscalls, new LocalDisk());
    }

    /** @param root of the store */
    public TempSpool(Path root, Syscalls syscalls, Disk disk) {
        StorePaths paths = new StorePaths(root);
        this.disk = disk;
        temp = new TempSpace(paths.temp(), new Locks(paths.locks(), syscalls, disk), disk);
    }

    @Override
    public FileChannel keep(InputStream in) throws IOException {
        Path path = temp.next("archive");
        try (Disk.NewFile file = disk.create(path)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.readNBytes(buffer, 0, BUFFER); read > 0; read = in.readNBytes(buffer, 0, BUFFER)) {
                file.write(ByteBuffer.wrap(buffer, 0, read));
            }
            return new FileInputStream(path.toFile()).getChannel();
        } finally {
            disk.delete(path);
        }
    }

    @Deactivate
    public void close() {
        temp.close();
    }
}
