package io.atoll.posix.internal;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.Syscalls;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** {@code struct statx}, the same on every architecture. */
final class StatBuffer {
    static final int SIZE = 256;
    /** STATX_BASIC_STATS. */
    static final int MASK = 0x7ff;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private StatBuffer() {}

    static FileStatus decode(byte[] buffer) {
        return new FileStatus(
                int32(buffer, 28) & 0xffff,
                int32(buffer, 20),
                int32(buffer, 24),
                int64(buffer, 40),
                device(buffer, 136),
                int64(buffer, 32),
                int32(buffer, 16) & 0xffffffffL,
                device(buffer, 128),
                int64(buffer, 48),
                int64(buffer, 112),
                int32(buffer, 120));
    }

    private static long device(byte[] buffer, int offset) {
        return Syscalls.makedev(int32(buffer, offset) & 0xffffffffL, int32(buffer, offset + 4) & 0xffffffffL);
    }

    private static int int32(byte[] buffer, int offset) {
        return (int) INT.get(buffer, offset);
    }

    private static long int64(byte[] buffer, int offset) {
        return (long) LONG.get(buffer, offset);
    }
}
