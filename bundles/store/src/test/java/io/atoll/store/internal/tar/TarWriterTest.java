package io.atoll.store.internal.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link TarReader} reads is what was written; other readers are asked in the packer's tests. */
class TarWriterTest {
    private static TarEntry file(String name, long size) {
        return new TarEntry(TarEntry.FILE, name, "", 0644, 0, 0, size, 1, 0, 0, 0, Map.of(), null);
    }

    private static TarEntry of(char type, String name, String link, int id, long seconds, int nanoseconds) {
        return new TarEntry(type, name, link, 07777, id, id, 0, seconds, nanoseconds, 0, 0, Map.of(), null);
    }

    static List<TarEntry> entries() {
        List<TarEntry> entries = new ArrayList<>();
        String part = "0123456789".repeat(9);
        for (int length :
                new int[] {1, 50, 98, 99, 100, 101, 102, 154, 155, 156, 157, 200, 254, 255, 256, 257, 300, 4000}) {
            String path = (part + "/").repeat(60).substring(0, length - 1) + "x";
            entries.add(file(path, 0));
            entries.add(file("y".repeat(length), 0));
            entries.add(of(TarEntry.DIRECTORY, path + "/", "", 0, 0, 0));
            entries.add(of(TarEntry.SYMBOLIC_LINK, "l", path, 0, 0, 0));
            entries.add(of(TarEntry.HARD_LINK, path, path + "2", 0, 0, 0));
        }
        for (int id : new int[] {0, 07777777, 010000000, Integer.MAX_VALUE, Integer.MIN_VALUE, -2}) {
            entries.add(of(TarEntry.FIFO, "p", "", id, 0, 0));
        }
        for (long seconds :
                new long[] {0, 1, -1, -2, 077777777777L, 0100000000000L, Long.MAX_VALUE, Long.MIN_VALUE + 2}) {
            for (int nanoseconds : new int[] {0, 1, 999_999_999, 500_000_000, 120_000}) {
                entries.add(of(TarEntry.FIFO, "t", "", 0, seconds, nanoseconds));
            }
        }
        entries.add(file("\u00ff\u0001\n=", 0));
        entries.add(file("\u00c3\u00a4", 0));
        entries.add(of(TarEntry.SYMBOLIC_LINK, "l", "\u00fe", 0, 0, 0));
        entries.add(new TarEntry(TarEntry.BLOCK_DEVICE, "b", "", 0, 0, 0, 0, 0, 0, 4095, 1048575, Map.of(), null));
        entries.add(new TarEntry(TarEntry.CHARACTER_DEVICE, "c", "", 0, 0, 0, 0, 0, 0, 0, 1, Map.of(), null));
        return entries;
    }

    private static byte[] archive(TarEntry entry) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(out);
        writer.begin(entry);
        writer.finish();
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void whatIsWrittenIsRead(TarEntry entry) throws IOException {
        byte[] archive = archive(entry);
        assertEquals(0, archive.length % 512);
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        TarEntry found = reader.next();
        assertNotNull(found);
        assertEquals(entry.toString(), found.toString());
        assertNull(reader.next());
    }

    @Test
    void recordsOnlyWhereTheyAreNeeded() throws IOException {
        // Header and end; with records: their header and they besides.
        assertEquals(3 * 512, archive(file("x".repeat(100), 0)).length);
        assertEquals(3 * 512, archive(file("x".repeat(155) + "/" + "y".repeat(100), 0)).length);
        assertEquals(5 * 512, archive(file("x".repeat(101), 0)).length);
        assertEquals(3 * 512, archive(of(TarEntry.FIFO, "p", "", 07777777, 077777777777L, 0)).length);
        assertEquals(5 * 512, archive(of(TarEntry.FIFO, "p", "", 0, 0, 1)).length);
    }

    @Test
    void attributesAreBytesInTheOrderOfTheirNames() throws IOException {
        Map<String, byte[]> xattrs = new HashMap<>();
        xattrs.put("user.z", new byte[] {0, '\n', '=', (byte) 0xff});
        xattrs.put("user.a", new byte[70_000]);
        xattrs.put("security.\u00e4", new byte[0]);
        byte[] archive = archive(new TarEntry(TarEntry.FILE, "f", "", 0, 0, 0, 0, 0, 0, 0, 0, xattrs, null));
        TarEntry found = new TarReader(new ByteArrayInputStream(archive)).next();
        assertNotNull(found);
        assertEquals(xattrs.keySet(), found.xattrs().keySet());
        xattrs.forEach((name, value) -> assertArrayEquals(value, found.xattrs().get(name)));
        String text = new String(archive, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertTrue(text.indexOf("security.") < text.indexOf("user.a=")
                && text.indexOf("user.a=") < text.indexOf("user.z="));
    }

    @Test
    void aFileOfMoreThanEightGibibytes() throws IOException {
        long size = (9L << 30) + 5;
        SparseParts parts = new SparseParts();
        for (long number : new long[] {0, 3, size - 2, 2}) {
            parts.add(number);
        }
        SparseMap map = new SparseMap(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(out);
        writer.begin(new TarEntry(TarEntry.FILE, "big", "", 0, 0, 0, size, 0, 0, 0, 0, Map.of(), map));
        writer.write(new byte[] {1, 2, 3, 4, 5}, 0, 5);
        writer.finish();
        TarReader reader = new TarReader(new ByteArrayInputStream(out.toByteArray()));
        TarEntry found = reader.next();
        assertNotNull(found);
        assertEquals("big", found.name());
        assertEquals(size, found.size());
        assertEquals(map, found.sparse());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        reader.copyTo(data::write);
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, data.toByteArray());
        assertNull(reader.next());

        // Not sparse: only its header can be looked at.
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        TarWriter full = new TarWriter(header);
        full.begin(file("big", size));
        full.write(new byte[1 << 18], 0, 1 << 18);
        TarEntry huge = new TarReader(new ByteArrayInputStream(header.toByteArray())).next();
        assertNotNull(huge);
        assertEquals(size, huge.size());
        assertThrows(IllegalStateException.class, full::finish);
    }

    @Test
    void dataMustBeWhatWasAnnounced() throws IOException {
        TarWriter writer = new TarWriter(new ByteArrayOutputStream());
        writer.begin(file("f", 3));
        assertThrows(IllegalStateException.class, () -> writer.write(new byte[4], 0, 4));
        writer.write(new byte[2], 0, 2);
        assertThrows(IllegalStateException.class, () -> writer.begin(file("g", 0)));
        assertThrows(IllegalStateException.class, writer::finish);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user.a=b", "user.large"})
    void whatNoReaderWouldTakeIsRefusedAndNothingOfItWritten(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(out);
        TarEntry entry =
                new TarEntry(TarEntry.FILE, "f", "", 0, 0, 0, 0, 0, 0, 0, 0, Map.of(name, new byte[2 << 20]), null);
        assertThrows(TarException.class, () -> writer.begin(entry));
        writer.finish();
        assertArrayEquals(new byte[1024], out.toByteArray());
        assertThrows(
                TarException.class,
                () -> archive(
                        new TarEntry(TarEntry.BLOCK_DEVICE, "b", "", 0, 0, 0, 0, 0, 0, 1 << 21, 0, Map.of(), null)));
    }

    @Test
    void theBytesNeverChange() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(all);
        for (TarEntry entry : entries()) {
            writer.begin(entry);
        }
        writer.begin(file("data", 1000));
        writer.write(new byte[1000], 0, 1000);
        writer.finish();
        assertEquals(entries().size() + 1, writer.entries());
        assertFalse(all.toString(java.nio.charset.StandardCharsets.ISO_8859_1).contains("root"));
        // Whoever changes it changes the digest of every layer made from now on, and must want that.
        assertEquals(
                "sha256:bd0de51614fa82d68b25f301983f5436863fc036f8a301ea5b585bf2200f7cb9",
                TestImages.sha256(all.toByteArray()).toString());
    }
}
