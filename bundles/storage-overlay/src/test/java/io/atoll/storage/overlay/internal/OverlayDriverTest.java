package io.atoll.storage.overlay.internal;

import io.atoll.api.posix.Syscalls;
import io.atoll.api.storage.StorageDriver;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.testing.StorageDriverContract;

class OverlayDriverTest extends StorageDriverContract {
    private final Syscalls syscalls = new JnaSyscalls();
    private final StorageDriver driver = new OverlayDriver(syscalls);

    @Override
    protected StorageDriver driver() {
        return driver;
    }

    @Override
    protected Syscalls syscalls() {
        return syscalls;
    }
}
