package io.atoll.store.internal;

import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerUnpacker;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.store.internal.layer.Flattening;
import io.atoll.store.internal.layer.Limits;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Unpacks layers into one directory, within the limits that hold for the store. */
@Component
public final class FlatLayerUnpacker implements LayerUnpacker {
    private final Syscalls syscalls;
    private final Limits limits;

    @Activate
    public FlatLayerUnpacker(BundleContext context, @Reference Syscalls syscalls) {
        this(syscalls, StoreSettings.from(context::getProperty).limits());
    }

    FlatLayerUnpacker(Syscalls syscalls, Limits limits) {
        this.syscalls = syscalls;
        this.limits = limits;
    }

    @Override
    public UnpackReport unpack(List<LayerBlob> layers, Blobs blobs, Path root) {
        return new Flattening(syscalls, new LocalDisk(), limits, blobs, root).run(layers);
    }
}
