package io.atoll.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes tar archives, including ones that no tar program would: names are taken as they are, absolute, with {@code ..}, or not UTF-8. A
 * name's chars are its bytes (ISO 8859-1).
 */
public final class TarBuilder {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, byte[]> pax = new LinkedHashMap<>();
    private int mode = 0644;
    private long uid;
    private long gid;
    private long mtime = 1_000_000_000;

    /** Permissions of the entries that follow, octal. */
    public TarBuilder mode(int permissions) {
        mode = permissions;
        return this;
    }

    /** Owner of the entries that follow. */
    public TarBuilder owner(long user, long group) {
        uid = user;
        gid = group;
        return this;
    }

    /** Modification time of the entries that follow, in seconds since the epoch. */
    public TarBuilder mtime(long seconds) {
        mtime = seconds;
        return this;
    }

    /** A PAX record for the next entry, for example {@code SCHILY.xattr.user.a}. */
    public TarBuilder pax(String key, byte[] value) {
        pax.put(key, value);
        return this;
    }

    /** A PAX record for the next entry. */
    public TarBuilder pax(String key, String value) {
        return pax(key, bytes(value));
    }

    /** A file with this text. */
    public TarBuilder file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A file. */
    public TarBuilder file(String name, byte[] content) {
        return entry('0', name, "", content, 0, 0);
    }

    /** A directory. */
    public TarBuilder directory(String name) {
        int before = mode;
        mode = mode == 0644 ? 0755 : mode;
        entry('5', name, "", new byte[0], 0, 0);
        mode = before;
        return this;
    }

    public TarBuilder symlink(String name, String target) {
        return entry('2', name, target, new byte[0], 0, 0);
    }

    public TarBuilder hardLink(String name, String target) {
        return entry('1', name, target, new byte[0], 0, 0);
    }

    /** A character device. */
    public TarBuilder device(String name, int major, int minor) {
        return entry('3', name, "", new byte[0], major, minor);
    }

    public TarBuilder fifo(String name) {
        return entry('6', name, "", new byte[0], 0, 0);
    }

    /** An entry of any type. */
    public TarBuilder entry(char type, String name, String link, byte[] content, int major, int minor) {
        if (!pax.isEmpty()) {
            byte[] records = records();
            pax.clear();
            header('x', "pax", "", records.length, 0, 0);
            data(records);
        }
        longName('L', name);
        longName('K', link);
        header(type, name, link, content.length, major, minor);
        data(content);
        return this;
    }

    /** Bytes as they are. */
    public TarBuilder raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The archive so far, without an end. */
    public byte[] unfinished() {
        return out.toByteArray();
    }

    /** The archive. */
    public byte[] build() {
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private void longName(char type, String name) {
        if (name.length() > 100) {
            byte[] terminated = bytes(name + "\0");
            header(type, "././@LongLink", "", terminated.length, 0, 0);
            data(terminated);
        }
    }

    private void header(char type, String name, String link, long size, int major, int minor) {
        byte[] block = new byte[BLOCK];
        put(block, 0, 100, name);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, uid);
        octal(block, 116, 8, gid);
        octal(block, 124, 12, size);
        octal(block, 136, 12, mtime);
        block[156] = (byte) type;
        put(block, 157, 100, link);
        put(block, 257, 8, "ustar\00000");
        octal(block, 329, 8, major);
        octal(block, 337, 8, minor);
        put(block, 148, 8, "        ");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, 8, "%06o\0 ".formatted(sum));
        out.writeBytes(block);
    }

    private void data(byte[] content) {
        out.writeBytes(content);
        out.writeBytes(new byte[-content.length & (BLOCK - 1)]);
    }

    private byte[] records() {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        pax.forEach((key, value) -> {
            byte[] name = bytes(key);
            int rest = name.length + value.length + 3;
            int length = rest + 1;
            while (length != rest + Integer.toString(length).length()) {
                length++;
            }
            records.writeBytes(bytes(length + " "));
            records.writeBytes(name);
            records.write('=');
            records.writeBytes(value);
            records.write('\n');
        });
        return records.toByteArray();
    }

    private static void octal(byte[] block, int at, int length, long value) {
        put(block, at, length, ("%0" + (length - 1) + "o").formatted(value));
    }

    private static void put(byte[] block, int at, int length, String text) {
        byte[] bytes = bytes(text);
        System.arraycopy(bytes, 0, block, at, Math.min(length, bytes.length));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
