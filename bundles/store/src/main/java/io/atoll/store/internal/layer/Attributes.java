package io.atoll.store.internal.layer;

import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.tar.TarEntry;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Gives a new file what its entry says, as far as this user may; the rest is noted. The order matters: a change of owner takes setuid and
 * capabilities away; an attribute cannot be set by an owner who may no longer write; permissions change an access control list.
 */
public final class Attributes {
    private static final byte[] ITSELF = {};
    private static final String ACCESS_LIST = "system.posix_acl_";
    private static final int OWNER = 0700;

    private final Syscalls syscalls;
    private final Findings findings;
    private final boolean privileged;

    public Attributes(Syscalls syscalls, Findings findings, Privilege privilege) {
        this.syscalls = syscalls;
        this.findings = findings;
        this.privileged = privilege.full();
    }

    /** Of an open file, but for the time. */
    public void file(int fd, TarEntry entry) {
        apply(fd, entry, entry.mode());
    }

    /** Of an open directory, but for the time. Its owner must be able to fill it, until all is done. */
    public void directory(int fd, String path, TarEntry entry) {
        apply(fd, entry, directoryMode(path, entry.mode()));
    }

    /** Takes away what a directory has from an entry before, or from lower layers. */
    void clear(int fd) {
        for (byte[] name : syscalls.flistxattr(fd)) {
            String text = new String(name, StandardCharsets.ISO_8859_1);
            // SELinux labels every file by itself, and a label cannot be removed.
            if (!OverlayMarks.isOverlays(text) && !text.equals("security.selinux")) {
                try {
                    syscalls.fremovexattr(fd, name);
                } catch (KernelException e) {
                    if (!isDenied(e) && e.errno() != KernelException.ENODATA) {
                        throw e;
                    }
                }
            }
        }
    }

    /** The permissions a directory has until all is done. */
    int directoryMode(String path, int mode) {
        if (privileged || (mode & OWNER) == OWNER) {
            findings.settle(path);
            return mode;
        }
        if (!findings.postpone(path, mode)) {
            findings.deny(path, "mode %04o".formatted(mode));
        }
        return mode | OWNER;
    }

    private void apply(int fd, TarEntry entry, int mode) {
        owner(entry, () -> syscalls.fchown(fd, entry.uid(), entry.gid()));
        Map<String, byte[]> xattrs = entry.xattrs();
        if (xattrs.isEmpty()) {
            syscalls.fchmod(fd, mode);
            return;
        }
        xattrs.forEach((name, value) -> {
            if (!name.startsWith(ACCESS_LIST)) {
                attribute(entry, name, () -> syscalls.fsetxattr(fd, EntryPath.bytes(name), value));
            }
        });
        syscalls.fchmod(fd, mode);
        xattrs.forEach((name, value) -> {
            if (name.startsWith(ACCESS_LIST)) {
                attribute(entry, name, () -> syscalls.fsetxattr(fd, EntryPath.bytes(name), value));
            }
        });
    }

    public void time(int fd, TarEntry entry) {
        syscalls.utimensat(fd, ITSELF, entry.mtimeSeconds(), entry.mtimeNanoseconds());
    }

    /** Of a name that was just made and is not a directory: a symbolic link, a device, a FIFO. */
    void apply(int parent, byte[] name, TarEntry entry) {
        owner(entry, () -> syscalls.lchownat(parent, name, entry.uid(), entry.gid()));
        if (entry.type() != TarEntry.SYMBOLIC_LINK) {
            syscalls.fchmodat(parent, name, entry.mode());
        }
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            attribute(
                    entry,
                    xattr.getKey(),
                    () -> syscalls.setxattrat(parent, name, EntryPath.bytes(xattr.getKey()), xattr.getValue()));
        }
        syscalls.utimensat(parent, name, entry.mtimeSeconds(), entry.mtimeNanoseconds());
    }

    private void owner(TarEntry entry, Runnable change) {
        try {
            change.run();
        } catch (KernelException e) {
            if (!isDenied(e)) {
                throw e;
            }
            findings.deny(
                    entry.name(),
                    "owner %s:%s"
                            .formatted(Integer.toUnsignedString(entry.uid()), Integer.toUnsignedString(entry.gid())));
        }
    }

    private void attribute(TarEntry entry, String name, Runnable set) {
        // An archive must not speak to the overlay: its attributes can redirect a directory to another.
        if (OverlayMarks.isOverlays(name)) {
            findings.omit(entry.name(), "xattr %s, which is the overlay's own".formatted(EntryPath.text(name)));
            return;
        }
        try {
            set.run();
        } catch (KernelException e) {
            if (e.errno() == KernelException.EOPNOTSUPP) {
                // What this file system cannot hold at all, as other engines do: SELinux labels where there is no
                // SELinux.
                findings.omit(
                        entry.name(), "xattr %s, which this file system cannot hold".formatted(EntryPath.text(name)));
            } else if (isDenied(e)) {
                findings.deny(entry.name(), "xattr " + EntryPath.text(name));
            } else {
                throw e;
            }
        }
    }

    /** EINVAL where an identifier is not mapped into this user namespace: as owner, or in an access control list. */
    private boolean isDenied(KernelException e) {
        return e.errno() == KernelException.EPERM || (e.errno() == KernelException.EINVAL && !privileged);
    }
}
