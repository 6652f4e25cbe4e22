package io.atoll.storage.copy.internal;

import io.atoll.api.posix.Syscalls;
import io.atoll.api.storage.StorageDriver;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.testing.StorageDriverContract;

class CopyDriverTest extends StorageDriverContract {
    private final Syscalls syscalls = new JnaSyscalls();
    private final StorageDriver driver = new CopyDriver(syscalls);

    @Override
    protected StorageDriver driver() {
        return driver;
    }

    @Override
    protected Syscalls syscalls() {
        return syscalls;
    }
}
