package io.atoll.store.internal.tar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SparseParts parts && Arrays.equals(numbers, 0, size, parts.numbers, 0, parts.size);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOf(numbers, size));
    }

    @Override
    public String toString() {
        return Arrays.toString(Arrays.copyOf(numbers, size));
    }
}
