package io.atoll.api.posix;

/**
 * What {@code stat(2)} tells.
 *
 * @param mode type and permissions
 * @param device of the file system
 * @param rdev of a device file, see {@link Syscalls#makedev}
 * @param blocks of 512 bytes that are allocated
 * @param mtimeSeconds since the epoch
 */
public record FileStatus(
        int mode,
        int uid,
        int gid,
        long size,
        long device,
        long inode,
        long links,
        long rdev,
        long blocks,
        long mtimeSeconds,
        int mtimeNanoseconds) {
    public boolean isDirectory() {
        return (mode & Syscalls.S_IFMT) == Syscalls.S_IFDIR;
    }

    public boolean isRegular() {
        return (mode & Syscalls.S_IFMT) == Syscalls.S_IFREG;
    }

    public boolean isSymbolicLink() {
        return (mode & Syscalls.S_IFMT) == Syscalls.S_IFLNK;
    }

    /** Whether this is overlay's mark of a deleted name: a character device 0:0. */
    public boolean isWhiteout() {
        return (mode & Syscalls.S_IFMT) == Syscalls.S_IFCHR && rdev == 0;
    }
}
