package io.atoll.api.posix;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The system calls Atoll needs and Java lacks. Names are bytes, because file names are: the kernel does not know of UTF-8.
 *
 * <p>Every method throws {@link KernelException} with call, errno and path. Calls with a directory descriptor take {@link #AT_FDCWD} too.
 */
@ProviderType
public interface Syscalls {
    int AT_FDCWD = -100;

    /** Flags and modes of {@code open(2)}, the same on every architecture Atoll runs on but for {@code O_DIRECTORY} and {@code O_NOFOLLOW} on arm. */
    int O_RDONLY = 0;

    int O_WRONLY = 1;
    int O_RDWR = 2;
    int O_CREAT = 0100;
    int O_EXCL = 0200;
    int O_TRUNC = 01000;
    int O_NONBLOCK = 04000;
    int O_DIRECTORY = 0200000;
    int O_NOFOLLOW = 0400000;
    int O_CLOEXEC = 02000000;
    int O_PATH = 010000000;

    int AT_SYMLINK_NOFOLLOW = 0x100;
    int AT_REMOVEDIR = 0x200;
    int AT_EMPTY_PATH = 0x1000;

    int RESOLVE_NO_XDEV = 0x01;
    int RESOLVE_NO_MAGICLINKS = 0x02;
    int RESOLVE_NO_SYMLINKS = 0x04;
    int RESOLVE_BENEATH = 0x08;
    int RESOLVE_IN_ROOT = 0x10;

    int S_IFMT = 0170000;
    int S_IFIFO = 0010000;
    int S_IFCHR = 0020000;
    int S_IFDIR = 0040000;
    int S_IFBLK = 0060000;
    int S_IFREG = 0100000;
    int S_IFLNK = 0120000;
    int S_IFSOCK = 0140000;

    int SEEK_SET = 0;
    int SEEK_CUR = 1;
    int SEEK_END = 2;
    int SEEK_DATA = 3;
    int SEEK_HOLE = 4;

    int LOCK_SH = 1;
    int LOCK_EX = 2;
    int LOCK_NB = 4;
    int LOCK_UN = 8;

    /** Opens a host path; a descriptor to be given to {@link #close}. */
    int open(Path path, int flags, int mode);

    int openat(int directory, byte[] name, int flags, int mode);

    /**
     * {@code openat2(2)}.
     *
     * @param resolve {@code RESOLVE_…}
     */
    int openat2(int directory, byte[] path, int flags, int mode, int resolve);

    void close(int fd);

    /** Reads up to {@code length} bytes into {@code buffer} at {@code offset}; 0 at the end. */
    int read(int fd, byte[] buffer, int offset, int length);

    /** Writes everything. */
    void write(int fd, byte[] buffer, int offset, int length);

    void ftruncate(int fd, long length);

    /** Positions for the next read or write: how a hole is made. */
    void seek(int fd, long offset);

    /**
     * {@code lseek(2)}.
     *
     * @param whence {@code SEEK_…}; SEEK_DATA and SEEK_HOLE find what a sparse file holds, ENXIO after its last data
     * @return the new position
     */
    long lseek(int fd, long offset, int whence);

    /**
     * {@code ioctl_ficlone(2)}: gives an empty file the content of another, sharing the disk's blocks. EOPNOTSUPP, EXDEV, EINVAL or ENOTTY where the file
     * system cannot.
     */
    void clone(int to, int from);

    void fsync(int fd);

    /** Makes everything written to the file system this descriptor is on durable. */
    void syncfs(int fd);

    /**
     * {@code flock(2)}: a lock of the open file, so it excludes other threads as well as other processes, and ends with the descriptor.
     *
     * @param operation {@code LOCK_…}; with LOCK_NB, EAGAIN if somebody else has it
     */
    void flock(int fd, int operation);

    void mkdirat(int directory, byte[] name, int mode);

    /** @param device from {@link #makedev} */
    void mknodat(int directory, byte[] name, int mode, long device);

    void symlinkat(byte[] target, int directory, byte[] name);

    void linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to);

    void unlinkat(int directory, byte[] name, int flags);

    void renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to);

    byte[] readlinkat(int directory, byte[] name);

    void fchown(int fd, int uid, int gid);

    /** Not following a symbolic link; an empty name is the descriptor itself. */
    void lchownat(int directory, byte[] name, int uid, int gid);

    void fchmod(int fd, int mode);

    /** Following symbolic links: Linux has no other. */
    void fchmodat(int directory, byte[] name, int mode);

    /** Access and modification time, not following a symbolic link; an empty name is the descriptor itself. */
    void utimensat(int directory, byte[] name, long seconds, int nanoseconds);

    /** Not following a symbolic link; an empty name is the descriptor itself. */
    FileStatus statat(int directory, byte[] name);

    /** The names in a directory but {@code .} and {@code ..}, in the kernel's order. */
    List<byte[]> list(int directory);

    /** Names of the extended attributes of an open file (not {@code O_PATH}). */
    List<byte[]> flistxattr(int fd);

    byte[] fgetxattr(int fd, byte[] name);

    void fsetxattr(int fd, byte[] name, byte[] value);

    /** ENODATA if there is none. */
    void fremovexattr(int fd, byte[] name);

    /** Of a path that is not followed if it is a symbolic link. */
    List<byte[]> llistxattr(Path path);

    byte[] lgetxattr(Path path, byte[] name);

    void lsetxattr(Path path, byte[] name, byte[] value);

    /** Of a name in a directory, which is not followed if it is a symbolic link. */
    List<byte[]> listxattrat(int directory, byte[] name);

    byte[] getxattrat(int directory, byte[] name, byte[] attribute);

    void setxattrat(int directory, byte[] name, byte[] attribute, byte[] value);

    /** Signals a process; 0 only asks whether it is there. */
    void kill(long pid, int signal);

    /**
     * Loads a program that decides about devices ({@code bpf(2)}, BPF_PROG_TYPE_CGROUP_DEVICE).
     *
     * @param instructions {@code struct bpf_insn[]}, in native byte order
     * @return its descriptor, to be given to {@link #close}. EINVAL or EACCES if the kernel does not take it
     */
    int loadDeviceProgram(byte[] instructions);

    /**
     * Has the kernel ask a program about every device that a process of a control group of version 2 wants to use, beside those that are
     * asked already (BPF_PROG_ATTACH with BPF_F_ALLOW_MULTI). It stays attached until the group is removed.
     *
     * @param group the group's directory
     * @param program from {@link #loadDeviceProgram}
     */
    void attachDeviceProgram(int group, int program);

    /** {@code geteuid(2)}. */
    int euid();

    static long makedev(long major, long minor) {
        return ((major & 0xfffff000L) << 32)
                | ((major & 0xfffL) << 8)
                | ((minor & 0xffffff00L) << 12)
                | (minor & 0xffL);
    }
}
