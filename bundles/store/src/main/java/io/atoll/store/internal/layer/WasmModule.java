package io.atoll.store.internal.layer;

import io.atoll.api.posix.Syscalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A layer that is a WebAssembly module and no archive: it holds the module as one file. */
final class WasmModule {
    private static final byte[] NAME = "module.wasm".getBytes(StandardCharsets.US_ASCII);
    private static final int NEW_FILE = Syscalls.O_WRONLY | Syscalls.O_CREAT | Syscalls.O_EXCL | Syscalls.O_NOFOLLOW;
    private static final int MODE = 0644;

    private WasmModule() {}

    /** @param module hashes itself, and ends where too much comes */
    static void write(Syscalls syscalls, int root, InputStream module, Findings findings) throws IOException {
        int fd = syscalls.openat(root, NAME, NEW_FILE, 0600);
        try {
            byte[] buffer = new byte[64 << 10];
            long size = 0;
            for (int read = module.read(buffer); read >= 0; read = module.read(buffer)) {
                Interruption.check();
                syscalls.write(fd, buffer, 0, read);
                size += read;
            }
            syscalls.fchmod(fd, MODE);
            // The blob has no time; the same blob always makes the same layer.
            syscalls.utimensat(fd, new byte[0], 0, 0);
            findings.count(size);
        } finally {
            syscalls.close(fd);
        }
    }
}
