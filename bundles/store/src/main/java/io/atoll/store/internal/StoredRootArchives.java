package io.atoll.store.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerPacker;
import io.atoll.api.layer.LayerUnpacker;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layer.RootArchives;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.ImageStore;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.pack.MergedPacking;
import io.atoll.store.internal.tar.CopyingTarInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Archives of the image store: layers are flattened in its temporary space, so that there is room for them if there is for layers. */
@Component
public final class StoredRootArchives implements RootArchives {
    private final Syscalls syscalls;
    private final ImageStore store;
    private final LayerUnpacker unpacker;
    private final LayerPacker packer;
    private final Disk disk;
    private final TempSpace temp;
    private final long limit;

    @Activate
    public StoredRootArchives(
            BundleContext context,
            @Reference Syscalls syscalls,
            @Reference ImageStore store,
            @Reference LayerUnpacker unpacker,
            @Reference LayerPacker packer) {
        this(StoreSettings.from(context::getProperty), syscalls, new LocalDisk(), store, unpacker, packer);
    }

    StoredRootArchives(
            StoreSettings settings,
            Syscalls syscalls,
            Disk disk,
            ImageStore store,
            LayerUnpacker unpacker,
            LayerPacker packer) {
        this.syscalls = syscalls;
        this.store = store;
        this.unpacker = unpacker;
        this.packer = packer;
        this.disk = disk;
        StorePaths paths = new StorePaths(settings.root());
        temp = new TempSpace(paths.temp(), new Locks(paths.locks(), syscalls, disk), disk);
        limit = settings.limits().bytes();
    }

    @Deactivate
    void close() {
        temp.close();
    }

    @Override
    public LayerBlob read(InputStream archive, LayerFormat format) {
        try (LayerWriter layer = store.newLayer(format)) {
            CopyingTarInput.copy(Decompression.open(archive), layer.archive(), limit);
            return layer.commit();
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot read the archive: %s; expected tar, as it is or compressed with gzip, zstd, bzip2 or xz"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    @Override
    public UnpackReport write(List<LayerBlob> layers, OutputStream archive) throws IOException {
        Path root = makeRoot();
        try {
            UnpackReport report = unpacker.unpack(layers, store::openBlob, root);
            packer.pack(root, LayerPacker.Source.TREE, archive);
            return report;
        } finally {
            remove(root);
        }
    }

    @Override
    public UnpackReport writeMerged(List<Path> directories, OutputStream archive) throws IOException {
        return new MergedPacking(syscalls, directories, archive).run();
    }

    private Path makeRoot() {
        try {
            Path root = temp.next("export");
            disk.createDirectory(root);
            return root;
        } catch (IOException e) {
            throw Failures.of("make a directory to flatten the layers in", temp.directory(), e);
        }
    }

    private void remove(Path root) {
        try {
            disk.deleteTree(root);
        } catch (IOException e) {
            // It goes when the engine ends, or with the next garbage collection.
        }
    }
}
