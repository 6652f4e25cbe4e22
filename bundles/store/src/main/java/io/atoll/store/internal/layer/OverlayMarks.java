package io.atoll.store.internal.layer;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * How the kernel's overlay is told of deletions: a character device 0:0 for a name, which any user may make since Linux 5.8; an attribute for
 * a directory of which nothing below shows, {@code trusted.} or, where that is not permitted, {@code user.}.
 *
 * <p>Where even 0:0 is not permitted: an empty file with an attribute, in a directory with another that says that there are such (Linux 6.7).
 * Without the latter the name shows, as one that cannot be read.
 */
final class OverlayMarks {
    private static final String TRUSTED = "trusted.overlay.";
    private static final String USER = "user.overlay.";
    private static final byte[] TRUSTED_OPAQUE = bytes(TRUSTED + "opaque");
    private static final byte[] USER_OPAQUE = bytes(USER + "opaque");
    private static final byte[] USER_WHITEOUT = bytes(USER + "whiteout");
    private static final byte[] YES = {'y'};
    private static final byte[] HAS_WHITEOUT_FILES = {'x'};
    private static final int NEW_FILE = Syscalls.O_WRONLY | Syscalls.O_CREAT | Syscalls.O_EXCL | Syscalls.O_NOFOLLOW;

    private final Syscalls syscalls;
    private boolean noTrusted;
    private boolean noDevices;

    OverlayMarks(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /** Whether an extended attribute is the overlay's own. */
    static boolean isOverlays(String attribute) {
        return attribute.startsWith(TRUSTED) || attribute.startsWith(USER);
    }

    /** Marks a name as deleted; EEXIST if something has it. */
    void delete(int parent, byte[] name) {
        if (!noDevices) {
            try {
                syscalls.mknodat(parent, name, Syscalls.S_IFCHR, 0);
                return;
            } catch (KernelException e) {
                if (e.errno() != KernelException.EPERM) {
                    throw e;
                }
                noDevices = true;
            }
        }
        if (isOpaque(parent)) {
            // Nothing of lower layers shows in it, and the overlay does not look for such files there.
            return;
        }
        int fd = syscalls.openat(parent, name, NEW_FILE, 0600);
        try {
            syscalls.fsetxattr(fd, USER_WHITEOUT, YES);
        } finally {
            syscalls.close(fd);
        }
        syscalls.fsetxattr(parent, USER_OPAQUE, HAS_WHITEOUT_FILES);
    }

    /** Whether a name is marked as deleted. */
    boolean isDeleted(int parent, byte[] name, FileStatus there) {
        return there.isWhiteout() || (there.isRegular() && there.size() == 0 && isWhiteoutFile(parent, name));
    }

    private boolean isWhiteoutFile(int parent, byte[] name) {
        try {
            var unused = syscalls.getxattrat(parent, name, USER_WHITEOUT);
            return true;
        } catch (KernelException e) {
            return absent(e);
        }
    }

    void markOpaque(int directory) {
        if (noDevices) {
            for (byte[] name : syscalls.list(directory)) {
                if (isDeleted(directory, name, syscalls.statat(directory, name))) {
                    syscalls.unlinkat(directory, name, 0);
                }
            }
        }
        if (!noTrusted) {
            try {
                syscalls.fsetxattr(directory, TRUSTED_OPAQUE, YES);
                return;
            } catch (KernelException e) {
                if (e.errno() != KernelException.EPERM) {
                    throw e;
                }
                noTrusted = true;
            }
        }
        syscalls.fsetxattr(directory, USER_OPAQUE, YES);
    }

    boolean isOpaque(int directory) {
        return isYes(directory, TRUSTED_OPAQUE) || isYes(directory, USER_OPAQUE);
    }

    /** Takes all marks from a directory. */
    void clear(int directory) {
        for (byte[] mark : new byte[][] {TRUSTED_OPAQUE, USER_OPAQUE}) {
            try {
                syscalls.fremovexattr(directory, mark);
            } catch (KernelException e) {
                if (e.errno() != KernelException.EPERM && !isAbsent(e)) {
                    throw e;
                }
            }
        }
    }

    private boolean isYes(int directory, byte[] attribute) {
        try {
            byte[] value = syscalls.fgetxattr(directory, attribute);
            return value.length == 1 && value[0] == 'y';
        } catch (KernelException e) {
            return absent(e);
        }
    }

    private static boolean absent(KernelException e) {
        if (isAbsent(e)) {
            return false;
        }
        throw e;
    }

    private static boolean isAbsent(KernelException e) {
        return e.errno() == KernelException.ENODATA || e.errno() == KernelException.EOPNOTSUPP;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
