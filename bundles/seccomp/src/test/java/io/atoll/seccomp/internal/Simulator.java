package io.atoll.seccomp.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Executes a filter as the kernel does (Documentation/userspace-api/seccomp_filter.rst); checks what the kernel checks. */
final class Simulator {
    private final ByteBuffer program;
    private int executed;

    Simulator(byte[] filter) {
        if (filter.length == 0 || filter.length % 8 != 0 || filter.length / 8 > 4096) {
            throw new IllegalArgumentException("length " + filter.length);
        }
        program = ByteBuffer.wrap(filter).order(ByteOrder.nativeOrder());
    }

    int instructions() {
        return program.capacity() / 8;
    }

    /** How many instructions the last {@link #run} took. */
    int executed() {
        return executed;
    }

    /** The action for a call. */
    int run(int architecture, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        data.putInt(number).putInt(architecture).putLong(0);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        int accumulator = 0;
        executed = 0;
        for (int at = 0; at < instructions(); at++) {
            executed++;
            int code = program.getShort(at * 8) & 0xffff;
            int jt = program.get(at * 8 + 2) & 0xff;
            int jf = program.get(at * 8 + 3) & 0xff;
            int k = program.getInt(at * 8 + 4);
            switch (code) {
                case 0x20 -> accumulator = data.getInt(k);
                case 0x54 -> accumulator &= k;
                case 0x05 -> at += k;
                case 0x15 -> at += accumulator == k ? jt : jf;
                case 0x25 -> at += Integer.compareUnsigned(accumulator, k) > 0 ? jt : jf;
                case 0x35 -> at += Integer.compareUnsigned(accumulator, k) >= 0 ? jt : jf;
                case 0x45 -> at += (accumulator & k) != 0 ? jt : jf;
                case 0x06 -> {
                    return k;
                }
                default -> throw new IllegalStateException("instruction %d: code 0x%x".formatted(at, code));
            }
        }
        throw new IllegalStateException("the program has no end");
    }

    /** In words: {@code allow}, {@code kill}, or the error number. */
    String say(int architecture, int number, long... arguments) {
        int action = run(architecture, number, arguments);
        return switch (action) {
            case 0x7fff0000 -> "allow";
            case 0x00050001 -> "EPERM";
            case 0x00050026 -> "ENOSYS";
            case 0, 0x80000000 -> "kill";
            default -> "0x%08x".formatted(action);
        };
    }
}
