package io.atoll.store.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layer.RootChanges;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.ImageStore;
import io.atoll.store.internal.pack.ChangePacking;
import java.io.IOException;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Layers of changes, stored as they are made. */
@Component
public final class StoredRootChanges implements RootChanges {
    private final Syscalls syscalls;
    private final ImageStore store;

    @Activate
    public StoredRootChanges(@Reference Syscalls syscalls, @Reference ImageStore store) {
        this.syscalls = syscalls;
        this.store = store;
    }

    @Override
    public void list(ChangedRoot root, Consumer<? super Change> visitor) {
        new ChangePacking(syscalls, root).list(visitor);
    }

    @Override
    public LayerBlob store(ChangedRoot root, LayerFormat format) {
        try (LayerWriter layer = store.newLayer(format)) {
            new ChangePacking(syscalls, root).pack(layer.archive());
            return layer.commit();
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.KERNEL, "cannot make a layer of %s: %s".formatted(root.directory(), e.getMessage()), e);
        }
    }
}
