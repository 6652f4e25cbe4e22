package io.atoll.store.internal.tar;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A header block with the extended header that came before it.
 *
 * @param stored the bytes of data in the archive
 */
record TarHeader(
        char flag,
        char type,
        String name,
        String linkName,
        int mode,
        int uid,
        int gid,
        long stored,
        PaxTime mtime,
        long deviceMajor,
        long deviceMinor) {
    private static final int PERMISSIONS = 07777;

    static TarHeader read(
            byte[] block, int at, char flag, PaxRecords pax, @Nullable String longName, @Nullable String longLink)
            throws TarException {
        String name = name(block, at, pax, longName);
        long stored = pax.number("size", TarFields.number(block, at + 124, 12));
        if (stored < 0) {
            throw new TarException("the archive is damaged: '%s' has a negative size".formatted(name));
        }
        char type = type(flag, name);
        boolean device = type == TarEntry.CHARACTER_DEVICE || type == TarEntry.BLOCK_DEVICE;
        String mtime = pax.text("mtime");
        String link = pax.text("linkpath");
        return new TarHeader(
                flag,
                type,
                name,
                link != null ? link : longLink != null ? longLink : TarFields.text(block, at + 157, 100),
                (int) TarFields.number(block, at + 100, 8) & PERMISSIONS,
                id(pax.number("uid", TarFields.number(block, at + 108, 8)), name),
                id(pax.number("gid", TarFields.number(block, at + 116, 8)), name),
                stored,
                mtime != null ? PaxTime.parse(mtime) : new PaxTime(TarFields.number(block, at + 136, 12), 0),
                device ? device(TarFields.number(block, at + 329, 8), name) : 0,
                device ? device(TarFields.number(block, at + 337, 8), name) : 0);
    }

    boolean isGnuSparse() {
        return flag == 'S';
    }

    TarEntry entry(long size, Map<String, byte[]> xattrs, @Nullable SparseMap sparse) {
        return new TarEntry(
                type,
                name,
                linkName,
                mode,
                uid,
                gid,
                size,
                mtime.seconds(),
                mtime.nanoseconds(),
                deviceMajor,
                deviceMinor,
                xattrs,
                sparse);
    }

    private static String name(byte[] block, int at, PaxRecords pax, @Nullable String longName) throws TarException {
        String sparse = pax.text("GNU.sparse.name");
        String path = sparse != null ? sparse : pax.text("path");
        if (path != null) {
            return path;
        }
        if (longName != null) {
            return longName;
        }
        String name = TarFields.text(block, at, 100);
        // GNU's own format has other things where ustar has the prefix.
        String magic = new String(block, at + 257, 6, StandardCharsets.ISO_8859_1);
        String prefix = magic.equals("ustar\0") ? TarFields.text(block, at + 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** The type flag, where several mean a file; before POSIX a directory was a file whose name ends with a slash. */
    private static char type(char flag, String name) {
        return switch (flag) {
            case '\0', '0' -> name.endsWith("/") ? TarEntry.DIRECTORY : TarEntry.FILE;
            case '7', 'S' -> TarEntry.FILE;
            default -> flag;
        };
    }

    /** A number that is cut short would be another device: 4294967296:0 would be 0:0, which deletes a name. */
    private static long device(long number, String name) throws TarException {
        if (number < 0 || number > 0xffffffffL) {
            throw new TarException(
                    "the archive is damaged: '%s' is a device with the number %d".formatted(name, number));
        }
        return number;
    }

    private static int id(long id, String name) throws TarException {
        // -1 means "leave it" to chown.
        if (id < 0 || id >= 0xffffffffL) {
            throw new TarException("the archive is damaged: '%s' belongs to %d".formatted(name, id));
        }
        return (int) id;
    }
}
