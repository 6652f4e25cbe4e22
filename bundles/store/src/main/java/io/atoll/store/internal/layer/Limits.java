package io.atoll.store.internal.layer;

/**
 * What one layer may hold: far more than any real one, but not without end.
 *
 * @param bytes uncompressed
 * @param entries files, directories and all else
 * @param depth of directories
 */
public record Limits(long bytes, long entries, int depth) {
    public static final Limits DEFAULT = new Limits(1L << 40, 20_000_000, 1000);
}
