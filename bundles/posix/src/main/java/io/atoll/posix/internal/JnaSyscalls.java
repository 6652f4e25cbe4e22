package io.atoll.posix.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The system calls of this machine. Nothing native is loaded before the first call. */
@Component
public final class JnaSyscalls implements Syscalls {
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final long FICLONE = 0x40049409;
    private static final int PATH_MAX = 4096;
    private static final int OPENAT2_TRIES = 100;

    private final Architecture architecture = Architecture.host();
    private final Buffers buffers = new Buffers();
    private final Bpf bpf = new Bpf(architecture.bpf());

    @Override
    public int open(Path path, int flags, int mode) {
        return openat(AT_FDCWD, Names.bytes(path), flags, mode);
    }

    @Override
    public int openat(int directory, byte[] name, int flags, int mode) {
        byte[] c = Names.terminated(name);
        int own = architecture.openFlags(flags | O_CLOEXEC);
        return (int) Call.of("open", name, () -> Libc.openat(directory, c, own, mode));
    }

    @Override
    public int openat2(int directory, byte[] path, int flags, int mode, int resolve) {
        byte[] c = Names.terminated(path);
        long[] how = {architecture.openFlags(flags | O_CLOEXEC), mode, resolve};
        int tries = OPENAT2_TRIES;
        while (true) {
            try {
                return (int) Call.of(
                        "openat2", path, () -> Libc.syscall(Architecture.OPENAT2, directory, c, how, 8L * how.length));
            } catch (KernelException e) {
                // Something, anywhere on the system, was renamed while ".." was resolved: the kernel asks to try again.
                if (e.errno() != KernelException.EAGAIN || --tries == 0) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close(int fd) {
        // Not tried again when interrupted: Linux has closed it then, and somebody else may have the number.
        if (Libc.close(fd) == -1 && Native.getLastError() != KernelException.EINTR) {
            throw Call.failure("close", "descriptor " + fd, Native.getLastError());
        }
    }

    @Override
    public int read(int fd, byte[] buffer, int offset, int length) {
        Memory memory = buffers.take();
        try {
            int wanted = Math.min(length, Buffers.SIZE);
            int count = (int) Call.of("read", fd, () -> Libc.read(fd, memory, wanted));
            memory.read(0, buffer, offset, count);
            return count;
        } finally {
            buffers.give(memory);
        }
    }

    @Override
    public void write(int fd, byte[] buffer, int offset, int length) {
        Memory memory = buffers.take();
        try {
            int done = 0;
            while (done < length) {
                int part = Math.min(length - done, Buffers.SIZE);
                memory.write(0, buffer, offset + done, part);
                done += (int) Call.of("write", fd, () -> Libc.write(fd, memory, part));
            }
        } finally {
            buffers.give(memory);
        }
    }

    @Override
    public void ftruncate(int fd, long length) {
        Call.of("ftruncate", fd, () -> Libc.ftruncate(fd, length));
    }

    @Override
    public void seek(int fd, long offset) {
        lseek(fd, offset, SEEK_SET);
    }

    @Override
    public long lseek(int fd, long offset, int whence) {
        return Call.of("lseek", fd, () -> Libc.lseek(fd, offset, whence));
    }

    @Override
    public void clone(int to, int from) {
        Call.of("ficlone", to, () -> Libc.ioctl(to, FICLONE, from));
    }

    @Override
    public void fsync(int fd) {
        Call.of("fsync", fd, () -> Libc.fsync(fd));
    }

    @Override
    public void syncfs(int fd) {
        Call.of("syncfs", fd, () -> Libc.syncfs(fd));
    }

    @Override
    public void flock(int fd, int operation) {
        Call.of("flock", fd, () -> Libc.flock(fd, operation));
    }

    @Override
    public void mkdirat(int directory, byte[] name, int mode) {
        byte[] c = Names.terminated(name);
        Call.of("mkdir", name, () -> Libc.mkdirat(directory, c, mode));
    }

    @Override
    public void mknodat(int directory, byte[] name, int mode, long device) {
        if (device >>> 32 != 0) {
            throw new KernelException(
                    "mknod", Names.text(name), KernelException.EINVAL, "the device number is too large");
        }
        byte[] c = Names.terminated(name);
        Call.of("mknod", name, () -> Libc.syscall(architecture.mknodat(), directory, c, (long) mode, device));
    }

    @Override
    public void symlinkat(byte[] target, int directory, byte[] name) {
        byte[] content = Names.terminated(target);
        byte[] c = Names.terminated(name);
        Call.of("symlink", name, () -> Libc.symlinkat(content, directory, c));
    }

    @Override
    public void linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to) {
        byte[] source = Names.terminated(from);
        byte[] target = Names.terminated(to);
        Call.of("link", to, () -> Libc.linkat(fromDirectory, source, toDirectory, target, 0));
    }

    @Override
    public void unlinkat(int directory, byte[] name, int flags) {
        byte[] c = Names.terminated(name);
        Call.of("unlink", name, () -> Libc.unlinkat(directory, c, flags));
    }

    @Override
    public void renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to) {
        byte[] source = Names.terminated(from);
        byte[] target = Names.terminated(to);
        Call.of("rename", to, () -> Libc.renameat(fromDirectory, source, toDirectory, target));
    }

    @Override
    public byte[] readlinkat(int directory, byte[] name) {
        byte[] c = Names.terminated(name);
        byte[] buffer = new byte[PATH_MAX];
        int length = (int) Call.of("readlink", name, () -> Libc.readlinkat(directory, c, buffer, buffer.length));
        return Arrays.copyOf(buffer, length);
    }

    @Override
    public void fchown(int fd, int uid, int gid) {
        Call.of("fchown", fd, () -> Libc.fchown(fd, uid, gid));
    }

    @Override
    public void lchownat(int directory, byte[] name, int uid, int gid) {
        byte[] c = Names.terminated(name);
        Call.of("chown", name, () -> Libc.fchownat(directory, c, uid, gid, AT_SYMLINK_NOFOLLOW | emptyPath(name)));
    }

    @Override
    public void fchmod(int fd, int mode) {
        Call.of("fchmod", fd, () -> Libc.fchmod(fd, mode));
    }

    @Override
    public void fchmodat(int directory, byte[] name, int mode) {
        byte[] c = Names.terminated(name);
        Call.of("chmod", name, () -> Libc.fchmodat(directory, c, mode, 0));
    }

    @Override
    public void utimensat(int directory, byte[] name, long seconds, int nanoseconds) {
        byte[] c = Names.terminated(name);
        long[] times = {seconds, nanoseconds, seconds, nanoseconds};
        Call.of("utimens", name, () -> Libc.utimensat(directory, c, times, AT_SYMLINK_NOFOLLOW | emptyPath(name)));
    }

    @Override
    public FileStatus statat(int directory, byte[] name) {
        byte[] c = Names.terminated(name);
        byte[] result = new byte[StatBuffer.SIZE];
        int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | emptyPath(name);
        Call.of("stat", name, () -> Libc.statx(directory, c, flags, StatBuffer.MASK, result));
        return StatBuffer.decode(result);
    }

    @Override
    public List<byte[]> list(int directory) {
        Memory memory = buffers.take();
        try {
            lseek(directory, 0, SEEK_SET);
            return Directories.list(directory, architecture, memory);
        } finally {
            buffers.give(memory);
        }
    }

    @Override
    public List<byte[]> flistxattr(int fd) {
        return Xattrs.list("listxattr", "descriptor " + fd, (buffer, size) -> Libc.flistxattr(fd, buffer, size));
    }

    @Override
    public byte[] fgetxattr(int fd, byte[] name) {
        byte[] c = Names.terminated(name);
        return Xattrs.read("getxattr", Names.text(name), (buffer, size) -> Libc.fgetxattr(fd, c, buffer, size));
    }

    @Override
    public void fsetxattr(int fd, byte[] name, byte[] value) {
        byte[] c = Names.terminated(name);
        Call.of("setxattr", name, () -> Libc.fsetxattr(fd, c, value, value.length, 0));
    }

    @Override
    public void fremovexattr(int fd, byte[] name) {
        byte[] c = Names.terminated(name);
        Call.of("removexattr", name, () -> Libc.fremovexattr(fd, c));
    }

    @Override
    public List<byte[]> llistxattr(Path path) {
        return listxattrat(AT_FDCWD, Names.bytes(path));
    }

    @Override
    public byte[] lgetxattr(Path path, byte[] name) {
        return getxattrat(AT_FDCWD, Names.bytes(path), name);
    }

    @Override
    public void lsetxattr(Path path, byte[] name, byte[] value) {
        setxattrat(AT_FDCWD, Names.bytes(path), name, value);
    }

    @Override
    public List<byte[]> listxattrat(int directory, byte[] name) {
        byte[] c = through(directory, name);
        return Xattrs.list("listxattr", Names.text(name), (buffer, size) -> Libc.llistxattr(c, buffer, size));
    }

    @Override
    public byte[] getxattrat(int directory, byte[] name, byte[] attribute) {
        byte[] c = through(directory, name);
        byte[] attr = Names.terminated(attribute);
        return Xattrs.read("getxattr", Names.text(name), (buffer, size) -> Libc.lgetxattr(c, attr, buffer, size));
    }

    @Override
    public void setxattrat(int directory, byte[] name, byte[] attribute, byte[] value) {
        byte[] c = through(directory, name);
        byte[] attr = Names.terminated(attribute);
        Call.of("setxattr", name, () -> Libc.lsetxattr(c, attr, value, value.length, 0));
    }

    @Override
    public void kill(long pid, int signal) {
        int number = Math.toIntExact(pid);
        Call.of("kill", number, () -> Libc.kill(number, signal));
    }

    @Override
    public int loadDeviceProgram(byte[] instructions) {
        return bpf.loadDeviceProgram(instructions);
    }

    @Override
    public void attachDeviceProgram(int group, int program) {
        bpf.attachDeviceProgram(group, program);
    }

    @Override
    public int euid() {
        return Libc.geteuid();
    }

    private static int emptyPath(byte[] name) {
        return name.length == 0 ? AT_EMPTY_PATH : 0;
    }

    /** A name in an open directory as a path: the xattr calls know of directory descriptors only since Linux 6.13. */
    private static byte[] through(int directory, byte[] name) {
        byte[] c = Names.terminated(name);
        if (directory == AT_FDCWD || c[0] == '/') {
            return c;
        }
        byte[] prefix = ("/proc/self/fd/" + directory + "/").getBytes(StandardCharsets.US_ASCII);
        byte[] path = Arrays.copyOf(prefix, prefix.length + c.length);
        System.arraycopy(c, 0, path, prefix.length, c.length);
        return path;
    }
}
