package io.atoll.store.internal.tar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The four ways GNU tar has written sparse files: its own header, and PAX versions 0.0, 0.1 and 1.0. */
final class SparseFormats {
    private static final int PART = 24;
    private static final int FIELD = 12;

    private SparseFormats() {}

    static boolean isSparse(PaxRecords pax) throws TarException {
        return pax.text("GNU.sparse.major") != null
                || pax.text("GNU.sparse.map") != null
                || pax.text("GNU.sparse.numblocks") != null;
    }

    static SparseParts fromPax(PaxRecords pax) throws TarException {
        String map = pax.text("GNU.sparse.map");
        if (map == null) {
            return pax.sparse();
        }
        SparseParts parts = new SparseParts();
        int start = 0;
        while (start <= map.length()) {
            int comma = map.indexOf(',', start);
            int end = comma < 0 ? map.length() : comma;
            parts.add(PaxRecords.number(map.substring(start, end).getBytes(StandardCharsets.ISO_8859_1)));
            start = end + 1;
        }
        return parts;
    }

    /** PAX 1.0: the map is the beginning of the data, decimal numbers each on a line, filled to a block. */
    static SparseParts fromData(TarInput in) throws IOException {
        Lines lines = new Lines(in);
        long count = lines.next();
        if (count < 0 || count > SparseMap.MAX_PARTS) {
            throw SparseMap.wrong();
        }
        SparseParts parts = new SparseParts();
        for (long i = 0; i < 2 * count; i++) {
            parts.add(lines.next());
        }
        return parts;
    }

    /** GNU: four parts in the header, 21 in each block that follows while the last byte says so. */
    static SparseParts fromHeader(byte[] block, int offset, TarInput in) throws IOException {
        SparseParts parts = new SparseParts();
        add(parts, block, offset + 386, 4);
        boolean more = block[offset + 482] != 0;
        while (more) {
            int at = in.block();
            if (at < 0 || parts.size() > 2 * SparseMap.MAX_PARTS) {
                throw SparseMap.wrong();
            }
            add(parts, in.buffer(), at, 21);
            more = in.buffer()[at + 504] != 0;
        }
        return parts;
    }

    private static void add(SparseParts parts, byte[] block, int offset, int count) throws TarException {
        for (int i = 0; i < count; i++) {
            int at = offset + i * PART;
            if (block[at] == 0) {
                return;
            }
            parts.add(TarFields.number(block, at, FIELD));
            parts.add(TarFields.number(block, at + FIELD, FIELD));
        }
    }

    /** Numbers on lines, read block by block. */
    private static final class Lines {
        private final TarInput in;
        private int at;
        private int end;

        Lines(TarInput in) {
            this.in = in;
        }

        long next() throws IOException {
            StringBuilder digits = new StringBuilder();
            while (true) {
                if (at == end) {
                    at = in.block();
                    end = at + TarInput.BLOCK;
                    if (at < 0) {
                        throw SparseMap.wrong();
                    }
                }
                char c = (char) (in.buffer()[at++] & 0xff);
                if (c == '\n') {
                    return PaxRecords.number(digits.toString().getBytes(StandardCharsets.ISO_8859_1));
                }
                digits.append(c);
                if (digits.length() > 20) {
                    throw SparseMap.wrong();
                }
            }
        }
    }
}
