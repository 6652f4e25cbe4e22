package io.atoll.store.internal.pack;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.util.Arrays;
import java.util.Map;

/** Whether something still is what it was, as far as one can tell without reading it: as Docker does. */
final class Differences {
    private final Syscalls syscalls;
    private final Xattrs xattrs;

    Differences(Syscalls syscalls, Xattrs xattrs) {
        this.syscalls = syscalls;
        this.xattrs = xattrs;
    }

    /** @param otherTime its time says nothing */
    boolean ofDirectory(int fd, FileStatus now, int oldFd, FileStatus old, boolean otherTime) {
        return ofAny(now, old)
                || (!otherTime && ofTime(now, old))
                || ofXattrs(xattrs.of(fd).kept(), xattrs.of(oldFd).kept());
    }

    /** Of what is no directory now. */
    boolean ofFile(int parent, byte[] name, FileStatus now, int oldParent, FileStatus old) {
        return ofAny(now, old)
                || ofTime(now, old)
                || now.size() != old.size()
                || now.rdev() != old.rdev()
                || now.links() > old.links() // A new name of it is elsewhere: they belong together.
                || (now.isSymbolicLink()
                        && !Arrays.equals(syscalls.readlinkat(parent, name), syscalls.readlinkat(oldParent, name)))
                || ofXattrs(of(parent, name), of(oldParent, name));
    }

    private static boolean ofAny(FileStatus now, FileStatus old) {
        return now.mode() != old.mode() || now.uid() != old.uid() || now.gid() != old.gid();
    }

    private static boolean ofTime(FileStatus now, FileStatus old) {
        return now.mtimeSeconds() != old.mtimeSeconds() || now.mtimeNanoseconds() != old.mtimeNanoseconds();
    }

    private Map<String, byte[]> of(int parent, byte[] name) {
        try {
            return xattrs.of(parent, name).kept();
        } catch (KernelException e) {
            if (e.errno() == KernelException.EPERM) {
                return Map.of(); // of a symbolic link, say
            }
            throw e;
        }
    }

    private static boolean ofXattrs(Map<String, byte[]> now, Map<String, byte[]> old) {
        return !now.keySet().equals(old.keySet())
                || now.entrySet().stream().anyMatch(its -> !Arrays.equals(its.getValue(), old.get(its.getKey())));
    }
}
