package io.atoll.store.internal.robust;

import io.atoll.api.posix.KernelException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What a file system that fails says. */
enum Errno {
    ENOSPC(KernelException.ENOSPC, "No space left on device"),
    EIO(5, "Input/output error"),
    EDQUOT(KernelException.EDQUOT, "Disk quota exceeded");

    private final int number;
    private final String text;

    Errno(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** As Java's file functions tell it. */
    IOException on(Path path) {
        return new FileSystemException(path.toString(), null, text);
    }

    /** As system calls tell it. */
    KernelException of(String call) {
        return new KernelException(call, "test", number, text);
    }

    /** The system's words, which a message for people has to have. */
    String text() {
        return text;
    }
}
