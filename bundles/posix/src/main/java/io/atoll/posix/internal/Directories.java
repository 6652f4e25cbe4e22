package io.atoll.posix.internal;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@code struct linux_dirent64}: inode, offset, length (u16 at 16), type, name ended by NUL (at 19). */
final class Directories {
    private static final int LENGTH_AT = 16;
    private static final int NAME_AT = 19;

    private Directories() {}

    static List<byte[]> list(int directory, Architecture architecture, Memory buffer) {
        List<byte[]> names = new ArrayList<>();
        while (true) {
            int size = (int) Call.of(
                    "getdents64",
                    directory,
                    () -> Libc.syscall(architecture.getdents64(), directory, buffer, buffer.size()));
            if (size == 0) {
                return names;
            }
            decode(buffer.getByteBuffer(0, size).order(java.nio.ByteOrder.nativeOrder()), names);
        }
    }

    private static void decode(ByteBuffer entries, List<byte[]> names) {
        int at = 0;
        while (at < entries.limit()) {
            int end = at + Short.toUnsignedInt(entries.getShort(at + LENGTH_AT));
            int length = 0;
            while (entries.get(at + NAME_AT + length) != 0) {
                length++;
            }
            byte[] name = new byte[length];
            entries.get(at + NAME_AT, name);
            if (!isDot(name)) {
                names.add(name);
            }
            at = end;
        }
    }

    private static boolean isDot(byte[] name) {
        return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }
}
