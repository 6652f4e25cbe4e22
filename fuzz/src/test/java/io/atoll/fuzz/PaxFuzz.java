package io.atoll.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads extended headers: the input up to its first double newline is the records of a file, the rest is the file's data, which is where
 * version 1.0 of the sparse format has its map.
 */
public final class PaxFuzz {
    private PaxFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        int end = 0;
        while (end < data.length && !(data[end] == '\n' && end + 1 < data.length && data[end + 1] == '\n')) {
            end++;
        }
        byte[] records = Arrays.copyOf(data, Math.min(data.length, end + 1));
        byte[] content = end + 2 < data.length ? Arrays.copyOfRange(data, end + 2, data.length) : new byte[0];
        for (char type : new char[] {'0', '2'}) {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            add(archive, 'x', "PaxHeaders/f", records);
            add(archive, type, "f", content);
            add(archive, '0', "after", new byte[0]);
            archive.writeBytes(new byte[2 * Archives.BLOCK]);
            TarFuzz.check(archive.toByteArray());
        }
    }

    private static void add(ByteArrayOutputStream archive, char type, String name, byte[] content) {
        archive.writeBytes(Archives.header(type, name, type == '2' ? 0 : content.length));
        if (type != '2') {
            archive.writeBytes(content);
            archive.writeBytes(new byte[(int) Archives.roundedUp(content.length) - content.length]);
        }
    }
}
