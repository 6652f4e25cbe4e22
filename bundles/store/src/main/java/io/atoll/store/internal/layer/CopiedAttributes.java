package io.atoll.store.internal.layer;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives one file what another of the same file system has: owner, attributes, permissions. What this user may not give is noted, though
 * whoever made the one could.
 */
final class CopiedAttributes {
    private static final byte[] ITSELF = {};

    private final Syscalls syscalls;
    private final Findings findings;

    CopiedAttributes(Syscalls syscalls, Findings findings) {
        this.syscalls = syscalls;
        this.findings = findings;
    }

    /** Of a name that is not a directory, time included. */
    void copy(int from, byte[] fromName, FileStatus status, int to, byte[] toName, String path) {
        denied(path, "owner", () -> syscalls.lchownat(to, toName, status.uid(), status.gid()));
        attributes(from, fromName).forEach((name, value) -> set(to, toName, name, value, path));
        if (!status.isSymbolicLink()) {
            syscalls.fchmodat(to, toName, status.mode() & 07777);
        }
        syscalls.utimensat(to, toName, status.mtimeSeconds(), status.mtimeNanoseconds());
    }

    /**
     * Of an open directory, but for the time. What it has and the other has not is taken away; the overlay's marks are left as they are.
     *
     * @param mode permissions to give
     */
    void copy(int from, FileStatus status, int to, int mode, String path) {
        denied(path, "owner", () -> syscalls.fchown(to, status.uid(), status.gid()));
        Map<String, byte[]> wanted = attributes(from, ITSELF);
        Map<String, byte[]> there = attributes(to, ITSELF);
        there.keySet().forEach(name -> {
            if (!wanted.containsKey(name)) {
                denied(path, "xattr " + name, () -> syscalls.fremovexattr(to, EntryPath.bytes(name)));
            }
        });
        wanted.forEach((name, value) -> {
            if (!Arrays.equals(value, there.get(name))) {
                set(to, ITSELF, name, value, path);
            }
        });
        syscalls.fchmod(to, mode);
    }

    /** Whether two directories have the same owner, permissions and attributes. */
    boolean same(int one, FileStatus its, int other, FileStatus others) {
        if (its.mode() != others.mode() || its.uid() != others.uid() || its.gid() != others.gid()) {
            return false;
        }
        Map<String, byte[]> left = attributes(one, ITSELF);
        Map<String, byte[]> right = attributes(other, ITSELF);
        return left.keySet().equals(right.keySet())
                && left.entrySet().stream().allMatch(next -> Arrays.equals(next.getValue(), right.get(next.getKey())));
    }

    private void set(int directory, byte[] name, String attribute, byte[] value, String path) {
        denied(
                path,
                "xattr " + EntryPath.text(attribute),
                () -> syscalls.setxattrat(directory, name, EntryPath.bytes(attribute), value));
    }

    private void denied(String path, String what, Runnable change) {
        try {
            change.run();
        } catch (KernelException e) {
            if (e.errno() != KernelException.EPERM && e.errno() != KernelException.EINVAL) {
                throw e;
            }
            findings.deny(path, what);
        }
    }

    private Map<String, byte[]> attributes(int directory, byte[] name) {
        Map<String, byte[]> all = new TreeMap<>();
        try {
            for (byte[] attribute : syscalls.listxattrat(directory, name)) {
                String text = new String(attribute, StandardCharsets.ISO_8859_1);
                if (!OverlayMarks.isOverlays(text)) {
                    all.put(text, syscalls.getxattrat(directory, name, attribute));
                }
            }
        } catch (KernelException e) {
            if (e.errno() != KernelException.EOPNOTSUPP) {
                throw e;
            }
        }
        return all;
    }
}
