package io.atoll.posix.merge;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Owner, permissions, extended attributes and time, in the order in which none takes away another. */
final class Attributes {
    private static final byte[] OPAQUE = "trusted.overlay.opaque".getBytes(StandardCharsets.US_ASCII);
    /** The layer's marks for the overlay mean nothing in a copy. */
    private static final byte[] OVERLAY = "trusted.overlay.".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] ITSELF = {};
    private static final int PERMISSIONS = 07777;

    private final Syscalls syscalls;

    Attributes(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    boolean isOpaque(int directory) {
        return syscalls.flistxattr(directory).stream().anyMatch(name -> Arrays.equals(name, OPAQUE));
    }

    void copy(int from, int to, FileStatus status) {
        syscalls.fchown(to, status.uid(), status.gid());
        syscalls.fchmod(to, status.mode() & PERMISSIONS);
        for (byte[] name : syscalls.flistxattr(from)) {
            if (isKept(name)) {
                tolerant(() -> syscalls.fsetxattr(to, name, syscalls.fgetxattr(from, name)));
            }
        }
        syscalls.utimensat(to, ITSELF, status.mtimeSeconds(), status.mtimeNanoseconds());
    }

    /** Of a name that was just made and is neither file nor directory. */
    void copy(int from, int to, byte[] name, FileStatus status) {
        syscalls.lchownat(to, name, status.uid(), status.gid());
        if (!status.isSymbolicLink()) {
            syscalls.fchmodat(to, name, status.mode() & PERMISSIONS);
        }
        for (byte[] attribute : syscalls.listxattrat(from, name)) {
            if (isKept(attribute)) {
                tolerant(() -> syscalls.setxattrat(to, name, attribute, syscalls.getxattrat(from, name, attribute)));
            }
        }
        syscalls.utimensat(to, name, status.mtimeSeconds(), status.mtimeNanoseconds());
    }

    private static boolean isKept(byte[] name) {
        return name.length < OVERLAY.length || !Arrays.equals(name, 0, OVERLAY.length, OVERLAY, 0, OVERLAY.length);
    }

    /** What the container's file system cannot hold at all is left out. */
    private static void tolerant(Runnable set) {
        try {
            set.run();
        } catch (KernelException e) {
            if (e.errno() != KernelException.EOPNOTSUPP) {
                throw e;
            }
        }
    }
}
