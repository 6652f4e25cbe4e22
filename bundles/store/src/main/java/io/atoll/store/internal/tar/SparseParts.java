package io.atoll.store.internal.tar;

import java.util.Arrays;

/** Numbers, as many as {@link SparseMap#MAX_PARTS} pairs: as a list of objects they would be larger than the engine's heap. */
public final class SparseParts {
    private long[] numbers = new long[8];
    private int size;

    public void add(long number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size + (size >> 1));
        }
        numbers[size++] = number;
    }

    public int size() {
        return size;
    }

    public long get(int index) {
        return numbers[index];
    }
}
