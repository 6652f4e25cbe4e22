package io.atoll.store.internal.pack;

import io.atoll.api.layer.LayerPacker;
import io.atoll.api.posix.Syscalls;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Packs trees by system calls. */
@Component
public final class TreeLayerPacker implements LayerPacker {
    private final Syscalls syscalls;
    private final Holes holes;

    @Activate
    public TreeLayerPacker(@Reference Syscalls syscalls) {
        this(syscalls, Holes.LEAST_TOTAL);
    }

    /** @param leastHoles see {@link Holes} */
    TreeLayerPacker(Syscalls syscalls, long leastHoles) {
        this.syscalls = syscalls;
        this.holes = new Holes(syscalls, leastHoles);
    }

    @Override
    public long pack(Path tree, Source source, OutputStream archive) throws IOException {
        return new Packing(syscalls, holes, source, tree, archive).run();
    }
}
