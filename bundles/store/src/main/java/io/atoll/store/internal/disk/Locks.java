package io.atoll.store.internal.disk;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Locks that hold across threads and processes: a Java lock between the threads of this engine, then {@code flock} on a file that is
 * never removed. {@code flock} rather than Java's file locks, which are POSIX locks: closing any other descriptor of the file
 * drops those. The kernel releases them when a process is killed.
 */
public final class Locks {
    private static final long FIRST_WAIT_MICROS = 200;
    private static final long LONGEST_WAIT_MICROS = 20_000;

    private final Path directory;
    private final Syscalls syscalls;
    private final Disk disk;
    private final boolean isDirectoryLocked;
    private final ConcurrentHashMap<String, ReentrantReadWriteLock> inProcess = new ConcurrentHashMap<>();

    /** Locks that are files in a directory of their own. */
    public Locks(Path directory, Syscalls syscalls, Disk disk) {
        this(directory, syscalls, disk, false);
    }

    private Locks(Path directory, Syscalls syscalls, Disk disk, boolean isDirectoryLocked) {
        this.directory = directory;
        this.syscalls = syscalls;
        this.disk = disk;
        this.isDirectoryLocked = isDirectoryLocked;
    }

    /**
     * The lock of a directory that is there, by its own descriptor: nothing is added to what is others' to read. All names are that one lock; whoever has it
     * exclusively may take it again.
     */
    public static Locks ofDirectory(Path directory, Syscalls syscalls, Disk disk) {
        return new Locks(directory, syscalls, disk, true);
    }

    /**
     * Runs something that nobody else may run meanwhile.
     *
     * @param name one of a small fixed number
     */
    public <T, E extends Exception> T exclusive(String name, Body<T, E> body) throws E {
        return run(name, inProcess(name).writeLock(), Syscalls.LOCK_EX, body);
    }

    /** Runs something that others may run too, but not while somebody holds the lock exclusively. */
    public <T, E extends Exception> T shared(String name, Body<T, E> body) throws E {
        return run(name, inProcess(name).readLock(), Syscalls.LOCK_SH, body);
    }

    public Path directory() {
        return directory;
    }

    /** The files there are. */
    public List<Path> files() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            List<Path> files = new ArrayList<>();
            entries.forEach(files::add);
            return files;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw Failures.of("list the locks", directory, e);
        }
    }

    /** Locks a directory for as long as the result is open, if it is there and nobody else has. */
    public Optional<Held> tryDirectory(Path path) {
        boolean locked = false;
        int fd = -1;
        try {
            fd = syscalls.open(path, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_NOFOLLOW, 0);
            locked = tryLock(fd, Syscalls.LOCK_EX);
        } catch (KernelException e) {
            // Who made it may be removing it in this moment.
            if (e.errno() != KernelException.ENOENT) {
                throw Failures.of("lock " + path, path, e);
            }
        } finally {
            if (!locked && fd >= 0) {
                syscalls.close(fd);
            }
        }
        int held = fd;
        return locked ? Optional.of(() -> syscalls.close(held)) : Optional.empty();
    }

    private ReentrantReadWriteLock inProcess(String name) {
        return inProcess.computeIfAbsent(isDirectoryLocked ? "" : name, key -> new ReentrantReadWriteLock());
    }

    private <T, E extends Exception> T run(String name, Lock threads, int operation, Body<T, E> body) throws E {
        if (isDirectoryLocked && inProcess(name).isWriteLockedByCurrentThread()) {
            return body.run();
        }
        try {
            threads.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(name, e);
        }
        try {
            int fd = open(name);
            try {
                await(name, fd, operation);
                return body.run();
            } finally {
                syscalls.close(fd);
            }
        } finally {
            threads.unlock();
        }
    }

    private int open(String name) {
        Path file = isDirectoryLocked ? directory : directory.resolve(name);
        try {
            if (isDirectoryLocked) {
                return syscalls.open(file, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY, 0);
            }
            try {
                return syscalls.open(file, Syscalls.O_RDONLY | Syscalls.O_CREAT | Syscalls.O_NOFOLLOW, 0600);
            } catch (KernelException e) {
                if (e.errno() != KernelException.ENOENT) {
                    throw e;
                }
                disk.createDirectories(directory);
                return syscalls.open(file, Syscalls.O_RDONLY | Syscalls.O_CREAT | Syscalls.O_NOFOLLOW, 0600);
            }
        } catch (KernelException e) {
            throw Failures.of(isDirectoryLocked ? "lock the image layout" : "lock the store", file, e);
        } catch (IOException e) {
            throw Failures.of(isDirectoryLocked ? "lock the image layout" : "lock the store", file, e);
        }
    }

    /** Polls: a thread blocked in the kernel could not be interrupted. */
    private void await(String name, int fd, int operation) {
        long wait = FIRST_WAIT_MICROS;
        while (!tryLockOf(name, fd, operation)) {
            try {
                TimeUnit.MICROSECONDS.sleep(wait);
            } catch (InterruptedException e) {
                throw interrupted(name, e);
            }
            wait = Math.min(2 * wait, LONGEST_WAIT_MICROS);
        }
    }

    private boolean tryLockOf(String name, int fd, int operation) {
        try {
            return tryLock(fd, operation);
        } catch (KernelException e) {
            throw Failures.of("lock the store", directory.resolve(name), e);
        }
    }

    private boolean tryLock(int fd, int operation) {
        try {
            syscalls.flock(fd, operation | Syscalls.LOCK_NB);
            return true;
        } catch (KernelException e) {
            if (e.errno() == KernelException.EAGAIN) {
                return false;
            }
            throw e;
        }
    }

    private static AtollException interrupted(String name, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AtollException(
                ErrorCode.UNAVAILABLE, "interrupted while waiting for the store's lock '%s'".formatted(name), e);
    }

    /** What is done under a lock. */
    public interface Body<T, E extends Exception> {
        T run() throws E;
    }

    /** A lock that is held until it is closed. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
