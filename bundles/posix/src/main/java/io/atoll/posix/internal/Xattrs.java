package io.atoll.posix.internal;

import com.sun.jna.Native;
import io.atoll.api.posix.KernelException;
import java.util.Arrays;
import java.util.List;

/** Extended attributes: the buffer that is too small is made larger. */
final class Xattrs {
    private static final int ERANGE = 34;
    private static final int USUAL = 1 << 10;
    /** XATTR_SIZE_MAX and XATTR_LIST_MAX. */
    private static final int LARGEST = 64 << 10;

    private Xattrs() {}

    static List<byte[]> list(String call, String object, Reader reader) {
        byte[] list = read(call, object, reader);
        return Names.split(list, list.length);
    }

    static byte[] read(String call, String object, Reader reader) {
        byte[] buffer = new byte[USUAL];
        while (true) {
            long length = reader.read(buffer, buffer.length);
            if (length >= 0) {
                return Arrays.copyOf(buffer, (int) length);
            }
            int errno = Native.getLastError();
            if (errno == ERANGE && buffer.length < LARGEST) {
                buffer = new byte[LARGEST];
            } else if (errno != KernelException.EINTR) {
                throw Call.failure(call, object, errno);
            }
        }
    }

    interface Reader {
        long read(byte[] buffer, long size);
    }
}
