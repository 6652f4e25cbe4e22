package io.atoll.store.internal.tar;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;

/** A ustar header, made. What does not fit becomes a PAX record, and its field is left empty as Go does it: a wrong number would be worse. */
final class HeaderBlock {
    private static final int NAME = 100;
    private static final int PREFIX = 155;
    private static final int LARGEST_ID = 07777777;
    private static final long LARGEST_SIZE = 077777777777L;
    /** What a reader that knows no PAX would make of the records, or of a sparse file: fixed, for the real names are in the records. */
    private static final String RECORDS_NAME = "PaxHeaders.0/header";

    private static final String SPARSE_NAME = "GNUSparseFile.0/file";

    private final byte[] block = new byte[TarInput.BLOCK];

    private HeaderBlock() {}

    /** The header of an extended header. */
    static byte[] ofRecords(int size) {
        HeaderBlock header = new HeaderBlock();
        header.text(0, RECORDS_NAME);
        return header.finish('x', 0644, 0, 0, size, 0);
    }

    /**
     * The header of an entry.
     *
     * @param stored the bytes that follow it
     * @param pax gets what the header cannot say
     */
    static byte[] of(TarEntry entry, long stored, PaxWriter pax) throws TarException {
        HeaderBlock header = new HeaderBlock();
        check(entry);
        if (!isUtf8(entry.name()) || !isUtf8(entry.linkName())) {
            // What records say is UTF-8 unless one says otherwise; BSD's tar wants to be told.
            pax.put("hdrcharset", "BINARY");
        }
        header.name(entry, pax);
        header.linkName(entry.linkName(), pax);
        long uid = Integer.toUnsignedLong(entry.uid());
        long gid = Integer.toUnsignedLong(entry.gid());
        long seconds = entry.mtimeSeconds();
        boolean plainTime = entry.mtimeNanoseconds() == 0 && seconds >= 0 && seconds <= LARGEST_SIZE;
        putIf(stored > LARGEST_SIZE, pax, "size", stored);
        putIf(uid > LARGEST_ID, pax, "uid", uid);
        putIf(gid > LARGEST_ID, pax, "gid", gid);
        if (!plainTime) {
            pax.put("mtime", new PaxTime(seconds, entry.mtimeNanoseconds()).text());
        }
        if (entry.sparse() != null) {
            pax.put("GNU.sparse.major", 1);
            pax.put("GNU.sparse.minor", 0);
            pax.put("GNU.sparse.name", entry.name());
            pax.put("GNU.sparse.realsize", entry.size());
        }
        new TreeMap<>(entry.xattrs()).forEach((name, value) -> pax.put("SCHILY.xattr." + name, value));
        header.octal(329, 8, entry.deviceMajor());
        header.octal(337, 8, entry.deviceMinor());
        return header.finish(
                entry.type(),
                entry.mode(),
                uid > LARGEST_ID ? 0 : uid,
                gid > LARGEST_ID ? 0 : gid,
                stored > LARGEST_SIZE ? 0 : stored,
                Math.clamp(seconds, 0, LARGEST_SIZE));
    }

    private static void check(TarEntry entry) throws TarException {
        if (entry.deviceMajor() < 0
                || entry.deviceMajor() > LARGEST_ID
                || entry.deviceMinor() < 0
                || entry.deviceMinor() > LARGEST_ID) {
            throw new TarException("its device number %d:%d is larger than an archive can hold"
                    .formatted(entry.deviceMajor(), entry.deviceMinor()));
        }
        for (String name : entry.xattrs().keySet()) {
            if (name.indexOf('=') >= 0) {
                throw new TarException(
                        "the name of its extended attribute '%s' holds '=', which ends a name in an archive"
                                .formatted(name));
            }
        }
    }

    private static void putIf(boolean needed, PaxWriter pax, String key, long value) {
        if (needed) {
            pax.put(key, value);
        }
    }

    private void name(TarEntry entry, PaxWriter pax) {
        String name = entry.name();
        if (entry.sparse() != null) {
            text(0, SPARSE_NAME);
            return;
        }
        if (isAscii(name) && name.length() <= NAME) {
            text(0, name);
            return;
        }
        int slash = isAscii(name) ? split(name) : -1;
        if (slash > 0) {
            text(345, name.substring(0, slash));
            text(0, name.substring(slash + 1));
        } else {
            pax.put("path", name);
            text(0, shortened(name));
        }
    }

    private void linkName(String link, PaxWriter pax) {
        if (isAscii(link) && link.length() <= NAME) {
            text(157, link);
        } else {
            pax.put("linkpath", link);
            text(157, shortened(link));
        }
    }

    /** The slash that divides a name so that both parts fit: the last, for the longest prefix. */
    private static int split(String name) {
        int slash = name.lastIndexOf('/', Math.min(PREFIX, name.length() - 2));
        return slash > 0 && name.length() - slash - 1 <= NAME ? slash : -1;
    }

    private static String shortened(String name) {
        StringBuilder text = new StringBuilder(NAME);
        for (int i = 0; i < Math.min(NAME, name.length()); i++) {
            text.append(name.charAt(i) < 0x80 ? name.charAt(i) : '_');
        }
        return text.toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static boolean isUtf8(String text) {
        if (isAscii(text)) {
            return true;
        }
        try {
            var unused = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private byte[] finish(char type, int mode, long uid, long gid, long size, long mtime) {
        octal(100, 8, mode);
        octal(108, 8, uid);
        octal(116, 8, gid);
        octal(124, 12, size);
        octal(136, 12, mtime);
        block[156] = (byte) type;
        text(257, "ustar\00000");
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(148, 7, sum);
        return block;
    }

    /** As many digits as the field has, but for the NUL at its end. */
    private void octal(int at, int length, long value) {
        long left = value;
        for (int i = at + length - 2; i >= at; i--) {
            block[i] = (byte) ('0' + (left & 7));
            left >>>= 3;
        }
        block[at + length - 1] = 0;
    }

    private void text(int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
