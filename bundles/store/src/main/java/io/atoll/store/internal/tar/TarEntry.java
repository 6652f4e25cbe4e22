package io.atoll.store.internal.tar;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an archive. Names are bytes: each {@code char} of a name is one byte (ISO 8859-1), which costs no more memory than
 * a byte array and can be compared, cut and used as a key.
 *
 * @param type the type flag: '0' file, '1' hard link, '2' symbolic link, '3' and '4' devices, '5' directory, '6' FIFO
 * @param size of the file, holes included
 * @param xattrs by name, in the archive's order
 * @param sparse where the data of a sparse file goes, or null
 */
public record TarEntry(
        char type,
        String name,
        String linkName,
        int mode,
        int uid,
        int gid,
        long size,
        long mtimeSeconds,
        int mtimeNanoseconds,
        long deviceMajor,
        long deviceMinor,
        Map<String, byte[]> xattrs,
        @Nullable SparseMap sparse) {
    public static final char FILE = '0';
    public static final char HARD_LINK = '1';
    public static final char SYMBOLIC_LINK = '2';
    public static final char CHARACTER_DEVICE = '3';
    public static final char BLOCK_DEVICE = '4';
    public static final char DIRECTORY = '5';
    public static final char FIFO = '6';
}
