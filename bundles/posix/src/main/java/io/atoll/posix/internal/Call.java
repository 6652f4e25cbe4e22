package io.atoll.posix.internal;

import com.sun.jna.Native;
import io.atoll.api.posix.KernelException;
import java.util.function.LongSupplier;

/** One system call: tried again when a signal interrupts it, and its error made an exception. */
final class Call {
    private Call() {}

    static long of(String name, byte[] object, LongSupplier call) {
        while (true) {
            long result = call.getAsLong();
            if (result != -1) {
                return result;
            }
            int errno = Native.getLastError();
            if (errno != KernelException.EINTR) {
                throw failure(name, Names.text(object), errno);
            }
        }
    }

    static long of(String name, int fd, LongSupplier call) {
        while (true) {
            long result = call.getAsLong();
            if (result != -1) {
                return result;
            }
            int errno = Native.getLastError();
            if (errno != KernelException.EINTR) {
                throw failure(name, "descriptor " + fd, errno);
            }
        }
    }

    static KernelException failure(String name, String object, int errno) {
        return new KernelException(name, object.isEmpty() ? "descriptor" : object, errno, Libc.strerror(errno));
    }
}
