package io.atoll.store.internal.tar;

/**
 * Where the data of a sparse file goes.
 *
 * @param parts offset and length of each, in turn; ascending, not overlapping, within the file's size
 */
public record SparseMap(SparseParts parts) {
    /**
     * As many as fit into what other readers accept of a map. Empty parts take no data and compress well: without a bound a small
     * layer needs much memory.
     */
    static final int MAX_PARTS = 1 << 18;

    SparseMap(SparseParts parts, long size, long stored) throws TarException {
        this(parts);
        if (size < 0) {
            throw wrong();
        }
        long end = 0;
        long data = 0;
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            long offset = parts.get(i);
            long length = parts.get(i + 1);
            if (offset < end || length < 0 || offset > size - length) {
                throw wrong();
            }
            end = offset + length;
            data += length;
        }
        if (parts.size() % 2 != 0 || data != stored) {
            throw wrong();
        }
    }

    static TarException wrong() {
        return new TarException("the archive is damaged: the map of a sparse file is wrong");
    }
}
