package io.atoll.testing;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.Syscalls;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Does nothing and succeeds: descriptors count up from 3, files are empty, directories are empty, everything belongs to root. */
public final class StubSyscalls implements Syscalls {
    private final AtomicInteger nextDescriptor = new AtomicInteger(3);

    @Override
    public int open(Path path, int flags, int mode) {
        return nextDescriptor.getAndIncrement();
    }

    @Override
    public int openat(int directory, byte[] name, int flags, int mode) {
        return nextDescriptor.getAndIncrement();
    }

    @Override
    public int openat2(int directory, byte[] path, int flags, int mode, int resolve) {
        return nextDescriptor.getAndIncrement();
    }

    @Override
    public void close(int fd) {
        // Nothing to do.
    }

    @Override
    public int read(int fd, byte[] buffer, int offset, int length) {
        return 0;
    }

    @Override
    public void write(int fd, byte[] buffer, int offset, int length) {
        // Nothing to do.
    }

    @Override
    public void ftruncate(int fd, long length) {
        // Nothing to do.
    }

    @Override
    public void seek(int fd, long offset) {
        // Nothing to do.
    }

    @Override
    public long lseek(int fd, long offset, int whence) {
        return 0;
    }

    @Override
    public void clone(int to, int from) {
        // Nothing to do.
    }

    @Override
    public void fsync(int fd) {
        // Nothing to do.
    }

    @Override
    public void syncfs(int fd) {
        // Nothing to do.
    }

    @Override
    public void flock(int fd, int operation) {
        // Nothing to do.
    }

    @Override
    public void mkdirat(int directory, byte[] name, int mode) {
        // Nothing to do.
    }

    @Override
    public void mknodat(int directory, byte[] name, int mode, long device) {
        // Nothing to do.
    }

    @Override
    public void symlinkat(byte[] target, int directory, byte[] name) {
        // Nothing to do.
    }

    @Override
    public void linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to) {
        // Nothing to do.
    }

    @Override
    public void unlinkat(int directory, byte[] name, int flags) {
        // Nothing to do.
    }

    @Override
    public void renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to) {
        // Nothing to do.
    }

    @Override
    public byte[] readlinkat(int directory, byte[] name) {
        return new byte[0];
    }

    @Override
    public void fchown(int fd, int uid, int gid) {
        // Nothing to do.
    }

    @Override
    public void lchownat(int directory, byte[] name, int uid, int gid) {
        // Nothing to do.
    }

    @Override
    public void fchmod(int fd, int mode) {
        // Nothing to do.
    }

    @Override
    public void fchmodat(int directory, byte[] name, int mode) {
        // Nothing to do.
    }

    @Override
    public void utimensat(int directory, byte[] name, long seconds, int nanoseconds) {
        // Nothing to do.
    }

    @Override
    public FileStatus statat(int directory, byte[] name) {
        return new FileStatus(S_IFDIR | 0755, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0);
    }

    @Override
    public List<byte[]> list(int directory) {
        return List.of();
    }

    @Override
    public List<byte[]> flistxattr(int fd) {
        return List.of();
    }

    @Override
    public byte[] fgetxattr(int fd, byte[] name) {
        return new byte[0];
    }

    @Override
    public void fsetxattr(int fd, byte[] name, byte[] value) {
        // Nothing to do.
    }

    @Override
    public void fremovexattr(int fd, byte[] name) {
        // Nothing to do.
    }

    @Override
    public List<byte[]> llistxattr(Path path) {
        return List.of();
    }

    @Override
    public byte[] lgetxattr(Path path, byte[] name) {
        return new byte[0];
    }

    @Override
    public void lsetxattr(Path path, byte[] name, byte[] value) {
        // Nothing to do.
    }

    @Override
    public List<byte[]> listxattrat(int directory, byte[] name) {
        return List.of();
    }

    @Override
    public byte[] getxattrat(int directory, byte[] name, byte[] attribute) {
        return new byte[0];
    }

    @Override
    public void setxattrat(int directory, byte[] name, byte[] attribute, byte[] value) {
        // Nothing to do.
    }

    @Override
    public void kill(long pid, int signal) {
        // Nothing to do.
    }

    @Override
    public int loadDeviceProgram(byte[] instructions) {
        return 0;
    }

    @Override
    public void attachDeviceProgram(int group, int program) {
        // Nothing to do.
    }

    @Override
    public int euid() {
        return 0;
    }
}
