package io.atoll.posix.internal;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.Arrays;

/**
 * C's {@code struct inflate_state} (igzip_lib.h of ISA-L 2): what of it is part of the interface, by offsets that are the same on x86-64 and aarch64, and that
 * {@link IsalCheck} proves before they are relied on.
 */
final class IsalState implements AutoCloseable {
    /** Of the structure, as it is known. */
    static final int SIZE = 87_368;
    /** More than that, so that a library whose structure grew does no harm before that is noticed. Pages never touched cost nothing. */
    static final int ALLOCATED = 256 << 10;

    private static final int NEXT_OUT = 0;
    private static final int AVAIL_OUT = 8;
    private static final int NEXT_IN = 16;
    private static final int AVAIL_IN = 32;
    /** In bits, of what was taken from the input and not used. */
    private static final int READ_IN_LENGTH = 36;

    private static final int BLOCK_STATE = 21_160;
    private static final int BLOCK_FINISH = 5;

    private final Memory memory = new Memory(ALLOCATED);

    IsalState() {
        memory.clear(SIZE);
        init();
    }

    /** For raw deflate without a checksum, which is what 0 means. */
    void init() {
        Libisal.Functions.isal_inflate_init(memory);
    }

    void input(Pointer next, int length) {
        memory.setPointer(NEXT_IN, next);
        memory.setInt(AVAIL_IN, length);
    }

    void output(Pointer next, int length) {
        memory.setPointer(NEXT_OUT, next);
        memory.setInt(AVAIL_OUT, length);
    }

    /** @return ISAL_DECOMP_OK, which is 0, or less if the data is damaged */
    int inflate() {
        return Libisal.Functions.isal_inflate(memory);
    }

    int availableIn() {
        return memory.getInt(AVAIL_IN);
    }

    int availableOut() {
        return memory.getInt(AVAIL_OUT);
    }

    /** In whole bytes. */
    int readAhead() {
        return memory.getInt(READ_IN_LENGTH) / Byte.SIZE;
    }

    boolean isFinished() {
        return memory.getInt(BLOCK_STATE) == BLOCK_FINISH;
    }

    /** Fills what is behind the structure. */
    void mark(byte pattern) {
        memory.setMemory(SIZE, ALLOCATED - SIZE, pattern);
    }

    boolean isMarked(byte pattern) {
        byte[] expected = new byte[ALLOCATED - SIZE];
        Arrays.fill(expected, pattern);
        return Arrays.equals(expected, memory.getByteArray(SIZE, expected.length));
    }

    @Override
    public void close() {
        memory.close();
    }
}
