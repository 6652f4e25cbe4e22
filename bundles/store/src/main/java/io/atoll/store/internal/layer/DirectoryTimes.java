package io.atoll.store.internal.layer;

import io.atoll.api.posix.Syscalls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/**
 * The times of directories, to be set when all is done, for whatever is made in a directory changes them. A list in the order of the archive, so
 * that what it says last of a directory holds; what does not fit into a small buffer goes to a nameless file, for there may be ten million.
 */
public final class DirectoryTimes implements AutoCloseable {
    private static final byte[] NAME = "times".getBytes(StandardCharsets.US_ASCII);
    private static final int NEW_FILE = Syscalls.O_RDWR | Syscalls.O_CREAT | Syscalls.O_EXCL | Syscalls.O_NOFOLLOW;
    private static final int SIZE = 256 << 10;
    /** Length of the path, seconds, nanoseconds. */
    private static final int FIXED = 2 + 8 + 4;

    private final Syscalls syscalls;
    private final IntSupplier scratch;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);
    private int file = -1;

    /** @param scratch an open directory for the file, asked for if there is to be one */
    public DirectoryTimes(Syscalls syscalls, IntSupplier scratch) {
        this.syscalls = syscalls;
        this.scratch = scratch;
    }

    /** Takes a directory's time. */
    public interface Setter {
        void set(String path, long seconds, int nanoseconds);
    }

    /** @param path empty for the root */
    public void add(String path, long seconds, int nanoseconds) {
        byte[] bytes = EntryPath.bytes(path);
        if (buffer.remaining() < FIXED + bytes.length) {
            spill();
        }
        buffer.putShort((short) bytes.length).put(bytes).putLong(seconds).putInt(nanoseconds);
    }

    /** Gives all of them, in the order they came. */
    public void replay(Setter setter) {
        if (file < 0) {
            give(buffer.flip(), setter);
            return;
        }
        spill();
        syscalls.seek(file, 0);
        int read = fill();
        while (read > 0) {
            give(buffer.flip(), setter);
            buffer.compact();
            read = fill();
        }
    }

    private int fill() {
        int total = 0;
        while (buffer.hasRemaining()) {
            int read = syscalls.read(file, buffer.array(), buffer.position(), buffer.remaining());
            if (read == 0) {
                break;
            }
            buffer.position(buffer.position() + read);
            total += read;
        }
        return total;
    }

    private static void give(ByteBuffer records, Setter setter) {
        while (records.remaining() >= FIXED) {
            int length = Short.toUnsignedInt(records.getShort(records.position()));
            if (records.remaining() < FIXED + length) {
                return;
            }
            records.getShort();
            byte[] path = new byte[length];
            records.get(path);
            setter.set(new String(path, StandardCharsets.ISO_8859_1), records.getLong(), records.getInt());
        }
    }

    private void spill() {
        if (file < 0) {
            int directory = scratch.getAsInt();
            file = syscalls.openat(directory, NAME, NEW_FILE, 0600);
            syscalls.unlinkat(directory, NAME, 0);
        }
        syscalls.write(file, buffer.array(), 0, buffer.position());
        buffer.clear();
    }

    @Override
    public void close() {
        if (file >= 0) {
            syscalls.close(file);
            file = -1;
        }
    }
}
