package io.atoll.store.internal.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive entry by entry: ustar, PAX (POSIX.1-2001), GNU (long names, base-256 numbers, sparse files) and the old V7.
 * Every length is bounded before it is believed.
 */
public final class TarReader {
    /** Of a long name or an extended header; what Go's reader, the field's yardstick, accepts. */
    static final int MAX_HEADER = 1 << 20;

    private final TarInput in;
    /** Of the present entry's data, not yet read; and the zeros that fill its last block. */
    private long remaining;

    private long padding;

    public TarReader(InputStream in) {
        this.in = new TarInput(in);
    }

    /** Takes a part of an entry's data. */
    public interface Sink {
        void accept(byte[] buffer, int offset, int length);
    }

    /** The next entry, or null at the end of the archive. What is left of the present one's data is skipped. */
    public @Nullable TarEntry next() throws IOException {
        String longName = null;
        String longLink = null;
        PaxRecords pax = null;
        while (true) {
            in.skip(remaining);
            in.skip(padding);
            remaining = 0;
            padding = 0;
            int at = in.block();
            if (at < 0 || TarFields.isZero(in.buffer(), at)) {
                return end(at);
            }
            if (!TarFields.isChecksumRight(in.buffer(), at)) {
                throw new TarException("this is not a tar archive, or it is damaged: a header's checksum is wrong");
            }
            char type = (char) (in.buffer()[at + 156] & 0xff);
            switch (type) {
                case 'x' -> pax = PaxRecords.parse(special(at));
                case 'L' -> longName = terminated(special(at));
                case 'K' -> longLink = terminated(special(at));
                // Defaults for all entries: git writes its commit here, nobody what belongs to files.
                case 'g' -> special(at);
                default -> {
                    return entry(at, type, pax == null ? new PaxRecords() : pax, longName, longLink);
                }
            }
        }
    }

    /** Hands out the present entry's data. */
    public void copyTo(Sink sink) throws IOException {
        copyTo(remaining, sink);
    }

    /** Hands out the next part of the present entry's data. */
    public void copyTo(long length, Sink sink) throws IOException {
        long left = length;
        while (left > 0) {
            int part = in.available(left);
            sink.accept(in.buffer(), in.position(), part);
            in.consumed(part);
            left -= part;
            remaining -= part;
        }
    }

    /** Where the present entry's data begins in the stream, if none of it has been read. */
    public long offset() {
        return in.offset();
    }

    /** Reads what follows the end of the archive, so that all of the stream has been seen. */
    public void drain() throws IOException {
        in.drain();
    }

    /** Two blocks of zeros end an archive; so does the end of the stream, as other readers have it. */
    private @Nullable TarEntry end(int first) throws IOException {
        if (first >= 0) {
            int second = in.block();
            if (second >= 0 && !TarFields.isZero(in.buffer(), second)) {
                throw new TarException("the archive is damaged: something follows its end");
            }
        }
        return null;
    }

    private byte[] special(int at) throws IOException {
        long size = TarFields.number(in.buffer(), at + 124, 12);
        if (size < 0 || size > MAX_HEADER) {
            throw new TarException("the archive is damaged: a header of %d bytes".formatted(size));
        }
        byte[] data = in.bytes((int) size);
        in.skip(fill(size));
        return data;
    }

    private TarEntry entry(int at, char flag, PaxRecords pax, @Nullable String longName, @Nullable String longLink)
            throws IOException {
        TarHeader header = TarHeader.read(in.buffer(), at, flag, pax, longName, longLink);
        boolean hasData = header.type() == TarEntry.FILE;
        long stored = hasData ? header.stored() : 0;
        long size = stored;
        SparseMap sparse = null;
        if (header.isGnuSparse()) {
            size = TarFields.number(in.buffer(), at + 483, 12);
            sparse = new SparseMap(SparseFormats.fromHeader(in.buffer(), at, in), size, stored);
            padding = fill(stored);
        } else if (hasData && SparseFormats.isSparse(pax)) {
            size = pax.number("GNU.sparse.realsize", pax.number("GNU.sparse.size", stored));
            padding = fill(stored);
            SparseParts parts;
            if (pax.number("GNU.sparse.major", 0) == 1) {
                long before = in.blocks();
                parts = SparseFormats.fromData(in);
                stored -= (in.blocks() - before) * TarInput.BLOCK;
            } else {
                parts = SparseFormats.fromPax(pax);
            }
            sparse = new SparseMap(parts, size, stored);
        } else {
            padding = fill(stored);
        }
        remaining = stored;
        return header.entry(size, Map.copyOf(pax.xattrs()), sparse);
    }

    private static long fill(long size) {
        return -size & (TarInput.BLOCK - 1);
    }

    private static String terminated(byte[] data) {
        return TarFields.text(data, 0, data.length);
    }
}
