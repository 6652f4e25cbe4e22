package io.atoll.posix.internal;

import com.sun.jna.Memory;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Native memory for reads and writes, used again: JNA would copy a Java array as a whole, there and back, for every call. There are as many
 * as threads were ever reading or writing at the same moment.
 */
final class Buffers {
    static final int SIZE = 128 << 10;

    private final ConcurrentLinkedQueue<Memory> free = new ConcurrentLinkedQueue<>();

    Memory take() {
        Memory memory = free.poll();
        return memory == null ? new Memory(SIZE) : memory;
    }

    void give(Memory memory) {
        free.add(memory);
    }
}
