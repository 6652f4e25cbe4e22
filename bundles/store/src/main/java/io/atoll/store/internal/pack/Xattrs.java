package io.atoll.store.internal.pack;

import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Extended attributes, as umoci has them: what belongs to the file, and not what belongs to the machine. Labels of SELinux and Smack and EVM's signature,
 * which covers the inode's number, are not the file's; neither is what only one file system knows, as NFS's ACLs or btrfs' properties. The overlay's
 * own are marks, which become deletions.
 */
final class Xattrs {
    private static final List<String> OVERLAY = List.of("trusted.overlay.", "user.overlay.");
    private static final List<String> KEPT =
            List.of("user.", "trusted.", "security.", "system.posix_acl_access", "system.posix_acl_default");
    private static final List<String> HOSTS = List.of("security.selinux", "security.SMACK64", "security.evm");

    private final Syscalls syscalls;

    Xattrs(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /** Of an open file or directory. */
    Found of(int fd) {
        return read(() -> syscalls.flistxattr(fd), name -> syscalls.fgetxattr(fd, name));
    }

    /** Of a name that may be anything. */
    Found of(int directory, byte[] name) {
        return read(
                () -> syscalls.listxattrat(directory, name),
                attribute -> syscalls.getxattrat(directory, name, attribute));
    }

    private static Found read(Names names, Values values) {
        List<byte[]> all;
        try {
            all = names.list();
        } catch (KernelException e) {
            if (e.errno() == KernelException.EOPNOTSUPP) {
                return Found.NONE;
            }
            throw e;
        }
        if (all.isEmpty()) {
            return Found.NONE;
        }
        Found found = new Found(new HashMap<>(), new HashMap<>());
        for (byte[] attribute : all) {
            String name = new String(attribute, StandardCharsets.ISO_8859_1);
            String mark = mark(name);
            if (!mark.isEmpty()) {
                found.marks.put(mark, values.get(attribute));
            } else if (starts(name, KEPT) && !starts(name, HOSTS)) {
                found.kept.put(name, values.get(attribute));
            }
        }
        return found;
    }

    private static String mark(String name) {
        for (String prefix : OVERLAY) {
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return "";
    }

    private static boolean starts(String name, List<String> prefixes) {
        return prefixes.stream().anyMatch(name::startsWith);
    }

    private interface Names {
        List<byte[]> list();
    }

    private interface Values {
        byte[] get(byte[] name);
    }

    /**
     * What a file has.
     *
     * @param kept by name, each char a byte
     * @param marks of the overlay, without their prefix
     */
    record Found(Map<String, byte[]> kept, Map<String, byte[]> marks) {
        private static final Found NONE = new Found(Map.of(), Map.of());

        /** Nothing of lower layers shows. (The other value, {@code x}, says that deletions may be files.) */
        boolean isOpaque() {
            byte[] value = marks.get("opaque");
            return value != null && value.length == 1 && value[0] == 'y';
        }

        /** On an empty file: that it is a deletion. */
        boolean isWhiteout() {
            return marks.containsKey("whiteout");
        }

        /** Part of it is in a lower layer, under another name or this one. */
        boolean needsLower() {
            return marks.containsKey("redirect") || marks.containsKey("metacopy");
        }
    }
}
