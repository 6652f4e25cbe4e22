package io.atoll.posix.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * The C library. Loaded by the first call, never at start. {@code open}, {@code openat}, {@code ioctl} and {@code syscall} are variadic in C; on x86_64 and
 * aarch64 Linux integer arguments are passed alike either way, so they are mapped directly too: ten times faster than JNA's
 * {@code Function}.
 */
@SuppressWarnings("MemberName") // C's names
final class Libc {
    static {
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {}

    static native int openat(int directory, byte[] path, int flags, int mode);

    static native int close(int fd);

    static native long read(int fd, Pointer buffer, long size);

    static native long write(int fd, Pointer buffer, long size);

    static native int ftruncate(int fd, long length);

    static native long lseek(int fd, long offset, int whence);

    static native int ioctl(int fd, long request, long argument);

    static native int fsync(int fd);

    static native int syncfs(int fd);

    static native int flock(int fd, int operation);

    static native int mkdirat(int directory, byte[] name, int mode);

    static native int symlinkat(byte[] target, int directory, byte[] name);

    static native int linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

    static native int unlinkat(int directory, byte[] name, int flags);

    static native int renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to);

    static native long readlinkat(int directory, byte[] name, byte[] buffer, long size);

    static native int fchown(int fd, int uid, int gid);

    static native int fchownat(int directory, byte[] name, int uid, int gid, int flags);

    static native int fchmod(int fd, int mode);

    static native int fchmodat(int directory, byte[] name, int mode, int flags);

    static native int utimensat(int directory, byte[] name, long[] times, int flags);

    static native int statx(int directory, byte[] name, int flags, int mask, byte[] result);

    static native long flistxattr(int fd, byte[] list, long size);

    static native long fgetxattr(int fd, byte[] name, byte[] value, long size);

    static native int fsetxattr(int fd, byte[] name, byte[] value, long size, int flags);

    static native int fremovexattr(int fd, byte[] name);

    static native long llistxattr(byte[] path, byte[] list, long size);

    static native long lgetxattr(byte[] path, byte[] name, byte[] value, long size);

    static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags);

    static native int kill(int pid, int signal);

    static native int geteuid();

    static native String strerror(int errno);

    /** openat2. */
    static native long syscall(long number, long directory, byte[] path, long[] how, long size);

    /** mknodat. */
    static native long syscall(long number, long directory, byte[] path, long mode, long device);

    /** getdents64; bpf. */
    static native long syscall(long number, long fd, Pointer buffer, long size);
}
