package io.atoll.store.internal;

import io.atoll.api.layer.FileCopier;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.copy.TreeCopier;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The copying of files, with the store's temporary space to put things down in. */
@Component(service = FileCopier.class)
public final class StoredFileCopier extends TreeCopier {
    @Activate
    public StoredFileCopier(BundleContext context, @Reference Syscalls syscalls) {
        this(syscalls, space(StoreSettings.from(context::getProperty), syscalls));
    }

    StoredFileCopier(Syscalls syscalls, TempSpace temp) {
        super(syscalls, temp);
    }

    private static TempSpace space(StoreSettings settings, Syscalls syscalls) {
        LocalDisk disk = new LocalDisk();
        StorePaths paths = new StorePaths(settings.root());
        return new TempSpace(paths.temp(), new Locks(paths.locks(), syscalls, disk), disk);
    }

    @Deactivate
    @Override
    public void close() {
        super.close();
    }
}
