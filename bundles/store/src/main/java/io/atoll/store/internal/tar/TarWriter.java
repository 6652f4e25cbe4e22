package io.atoll.store.internal.tar;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes an archive entry by entry: ustar, with PAX records (POSIX.1-2001) for what ustar cannot say and for nothing else. The same entries are the same
 * bytes: no names of users, no other times, no numbers of processes. Sparse files are written as GNU's PAX version 1.0, the one that Go, GNU and BSD
 * read.
 */
public final class TarWriter implements EntrySink {
    private static final int BLOCK = TarInput.BLOCK;
    private static final int BUFFER = 128 << 10;
    private static final byte[] ZEROS = new byte[2 * BLOCK];

    private final OutputStream out;
    /** Headers and small files go out together: hashing and compressing has a price per call. */
    private final byte[] buffer = new byte[BUFFER];

    private int buffered;
    private long remaining;
    private int padding;
    private long entries;

    /** @param out is neither flushed nor closed */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Begins an entry. Exactly its data must follow: its size, or for a sparse file the sum of its parts, which must be as {@link SparseMap} wants them.
     *
     * @throws TarException if the format cannot hold it; nothing of it is written then
     */
    @Override
    public void begin(TarEntry entry) throws IOException {
        if (remaining != 0) {
            throw new IllegalStateException("%d bytes of the last entry's data are missing".formatted(remaining));
        }
        SparseMap sparse = entry.sparse();
        byte[] map = sparse == null ? new byte[0] : map(sparse);
        long data = entry.type() != TarEntry.FILE ? 0 : sparse == null ? entry.size() : sum(sparse);
        PaxWriter pax = new PaxWriter();
        byte[] header = HeaderBlock.of(entry, map.length + data, pax);
        byte @Nullable [] records = pax.bytes();
        pad();
        if (records != null) {
            put(HeaderBlock.ofRecords(records.length), 0, BLOCK);
            put(records, 0, records.length);
            put(ZEROS, 0, fill(records.length));
        }
        put(header, 0, BLOCK);
        put(map, 0, map.length);
        remaining = data;
        padding = fill(data);
        entries++;
    }

    /** Writes the next part of the present entry's data. */
    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        if (length > remaining) {
            throw new IllegalStateException("the entry's data is longer than its size");
        }
        put(data, offset, length);
        remaining -= length;
    }

    /** How many entries there are. */
    @Override
    public long entries() {
        return entries;
    }

    /** Ends the archive: two blocks of zeros, and no more. */
    @Override
    public void finish() throws IOException {
        if (remaining != 0) {
            throw new IllegalStateException("%d bytes of the last entry's data are missing".formatted(remaining));
        }
        pad();
        put(ZEROS, 0, 2 * BLOCK);
        drain();
    }

    private void pad() throws IOException {
        put(ZEROS, 0, padding);
        padding = 0;
    }

    private void put(byte[] data, int offset, int length) throws IOException {
        if (length > buffer.length - buffered) {
            drain();
            if (length >= buffer.length) {
                out.write(data, offset, length);
                return;
            }
        }
        System.arraycopy(data, offset, buffer, buffered, length);
        buffered += length;
    }

    private void drain() throws IOException {
        out.write(buffer, 0, buffered);
        buffered = 0;
    }

    /** Version 1.0: how many parts, then offset and length of each, every number on a line, filled to a block. */
    private static byte[] map(SparseMap sparse) {
        StringBuilder map =
                new StringBuilder().append(sparse.parts().size() / 2).append('\n');
        for (int i = 0; i < sparse.parts().size(); i++) {
            map.append(sparse.parts().get(i)).append('\n');
        }
        map.append("\0".repeat(fill(map.length())));
        return map.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static long sum(SparseMap sparse) {
        long sum = 0;
        for (int i = 1; i < sparse.parts().size(); i += 2) {
            sum += sparse.parts().get(i);
        }
        return sum;
    }

    private static int fill(long size) {
        return (int) (-size & (BLOCK - 1));
    }
}
