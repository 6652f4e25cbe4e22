package io.atoll.registry.internal.call;

/**
 * Counts the failures of a transfer that goes on where it was cut: whoever gets further each time may fail often, whoever does not only so often. Further is by an eighth,
 * or by a mebibyte where that is less: a host that gives a byte before each cut would otherwise be asked for ever.
 */
public final class Attempts {
    private static final long ENOUGH = 1 << 20;
    private static final int PARTS = 8;

    private final long enough;
    private long mark;
    private int failures;

    /** @param size of what is transferred, in bytes */
    public Attempts(long size) {
        enough = Math.clamp(size / PARTS, 1, ENOUGH);
    }

    /**
     * One more.
     *
     * @param reached how much has arrived, in bytes
     * @return failures without progress, this one included
     */
    public int failed(long reached) {
        if (reached - mark >= enough) {
            mark = reached;
            failures = 0;
        }
        return ++failures;
    }
}
