package io.atoll.runtime.internal.volume;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A lock on a directory, against other threads and other processes; the kernel gives it back when a process is killed. */
final class DirectoryLock {
    private static final long FIRST_WAIT_MICROS = 200;
    private static final long LONGEST_WAIT_MICROS = 20_000;

    private DirectoryLock() {}

    /** What is done under the lock. */
    interface Body<T, E extends Exception> {
        T run() throws E;
    }

    /** @throws KernelException ENOENT if there is no such directory */
    static <T, E extends Exception> T exclusive(Syscalls syscalls, Path directory, Body<T, E> body) throws E {
        int fd = syscalls.open(
                directory, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW | Syscalls.O_CLOEXEC, 0);
        try {
            await(syscalls, fd, directory);
            return body.run();
        } finally {
            syscalls.close(fd);
        }
    }

    /** Polls: a thread that waits in the kernel could not be interrupted. */
    private static void await(Syscalls syscalls, int fd, Path directory) {
        try {
            for (long wait = FIRST_WAIT_MICROS;
                    !attempt(syscalls, fd);
                    wait = Math.min(2 * wait, LONGEST_WAIT_MICROS)) {
                TimeUnit.MICROSECONDS.sleep(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AtollException(
                    ErrorCode.UNAVAILABLE, "interrupted while waiting for the lock of " + directory, e);
        }
    }

    private static boolean attempt(Syscalls syscalls, int fd) {
        try {
            syscalls.flock(fd, Syscalls.LOCK_EX | Syscalls.LOCK_NB);
            return true;
        } catch (KernelException e) {
            if (e.errno() == KernelException.EAGAIN) {
                return false;
            }
            throw e;
        }
    }
}
