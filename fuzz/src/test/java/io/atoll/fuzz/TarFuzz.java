package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import io.atoll.store.internal.tar.SparseMap;
import io.atoll.store.internal.tar.SparseParts;
import io.atoll.store.internal.tar.TarEntry;
import io.atoll.store.internal.tar.TarException;
import io.atoll.store.internal.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/** Reads archives. Whatever arrives in pieces of whatever size must be read the same. */
public final class TarFuzz {
    private TarFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        check(data);
        check(Archives.repaired(data));
    }

    static void check(byte[] archive) throws IOException {
        String whole = read(new ByteArrayInputStream(archive), archive.length);
        String pieces = read(new Pieces(archive), archive.length);
        require(whole.equals(pieces), "read whole: " + whole + "\nread in pieces: " + pieces);
    }

    private static String read(InputStream in, int length) throws IOException {
        StringBuilder seen = new StringBuilder();
        TarReader reader = new TarReader(in);
        try {
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                check(entry, length);
                describe(entry, seen);
                // Every second entry is skipped, which is another way through its data.
                if (entry.type() == TarEntry.FILE && seen.length() % 2 == 0) {
                    long[] count = new long[1];
                    CRC32 sum = new CRC32();
                    reader.copyTo((buffer, offset, part) -> {
                        count[0] += part;
                        sum.update(buffer, offset, part);
                    });
                    require(count[0] == stored(entry), "an entry's data has another length than it says");
                    seen.append(' ').append(sum.getValue());
                }
            }
            reader.drain();
            return seen.append("end").toString();
        } catch (TarException | EOFException e) {
            require(!String.valueOf(e.getMessage()).isBlank(), "an error without words");
            return seen.append(e.getMessage()).toString();
        }
    }

    private static void check(TarEntry entry, int length) {
        require(entry.size() >= 0, "a negative size");
        require((entry.mode() & ~07777) == 0, "a mode with more than permissions");
        require(entry.mtimeNanoseconds() >= 0 && entry.mtimeNanoseconds() < 1_000_000_000, "nanoseconds out of range");
        require(entry.uid() != -1 && entry.gid() != -1, "an owner that chown would leave as it is");
        require(isDevice(entry.deviceMajor()) && isDevice(entry.deviceMinor()), "a device number that is cut short");
        require(entry.name().indexOf('\0') < 0 && entry.linkName().indexOf('\0') < 0, "a name with a NUL byte");
        for (String name : entry.xattrs().keySet()) {
            require(!name.isEmpty() && name.indexOf('\0') < 0, "no name for an attribute");
        }
        SparseMap sparse = entry.sparse();
        if (sparse != null) {
            SparseParts parts = sparse.parts();
            require(parts.size() % 2 == 0 && parts.size() <= 2 * length, "parts that are not in the archive");
            long end = 0;
            for (int i = 0; i < parts.size(); i += 2) {
                require(parts.get(i) >= end && parts.get(i + 1) >= 0, "parts that overlap");
                end = Math.addExact(parts.get(i), parts.get(i + 1));
            }
            require(end <= entry.size(), "a part beyond the end of its file");
        }
    }

    private static boolean isDevice(long number) {
        return number >= 0 && number <= 0xffffffffL;
    }

    private static long stored(TarEntry entry) {
        SparseMap sparse = entry.sparse();
        if (sparse == null) {
            return entry.size();
        }
        long sum = 0;
        for (int i = 1; i < sparse.parts().size(); i += 2) {
            sum += sparse.parts().get(i);
        }
        return sum;
    }

    private static void describe(TarEntry entry, StringBuilder out) {
        out.append(entry.type()).append(' ').append(entry.name()).append(" -> ").append(entry.linkName());
        out.append(' ')
                .append(entry.mode())
                .append(' ')
                .append(entry.uid())
                .append(' ')
                .append(entry.gid());
        out.append(' ')
                .append(entry.size())
                .append(' ')
                .append(entry.mtimeSeconds())
                .append('.');
        out.append(entry.mtimeNanoseconds())
                .append(' ')
                .append(entry.deviceMajor())
                .append(entry.deviceMinor());
        out.append(' ').append(entry.xattrs().keySet().stream().sorted().toList());
        out.append(' ').append(entry.sparse()).append('\n');
    }

    /** Gives few bytes at a time, never the same number twice running. */
    static final class Pieces extends ByteArrayInputStream {
        private int calls;

        Pieces(byte[] data) {
            super(data);
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            calls++;
            return super.read(buffer, offset, Math.min(length, 1 + calls * 37 % 700));
        }
    }
}
