package io.atoll.posix.internal;

import com.sun.jna.Memory;
import io.atoll.posix.RawInflater;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * ISA-L's. The library is C and assembler that reads hostile bytes: it sees only memory of this object's own, outside the heap and of fixed size, is told no more of it than
 * there is, and what it says of how far it came is not believed beyond that. After an error it is not called again. Unlike zlib it reads blocks with incomplete codes, unless they
 * are used where they are incomplete: whoever needs the data to be right compares a digest.
 *
 * <p>Its methods exclude each other: nothing frees the memory under the library.
 */
public final class IsalInflater implements RawInflater {
    private static final int INPUT = 64 << 10;
    /** Much more than the 32 KiB of history that the library copies for every call. */
    private static final int OUTPUT = 128 << 10;

    private final IsalState state = new IsalState();
    private final Memory input = new Memory(INPUT);
    private final Memory output = new Memory(OUTPUT);

    /** What was given, as far as there was no room for it in {@link #input}. */
    private byte[] given = {};

    private int position;
    private int left;

    /** Of {@link #output}. */
    private int made;

    private int taken;
    private @Nullable String damage;
    private boolean closed;

    IsalInflater() {}

    /** A new one, where the library is there. */
    public static Optional<RawInflater> open() {
        return Libisal.isAvailable() ? Optional.of(new IsalInflater()) : Optional.empty();
    }

    @Override
    public synchronized void input(byte[] bytes, int offset, int length) {
        check();
        if (left > 0 || state.availableIn() > 0) {
            throw new IllegalStateException("the input before was not used up");
        }
        Objects.checkFromIndexSize(offset, length, bytes.length);
        given = bytes;
        position = offset;
        left = length;
    }

    @Override
    public synchronized int inflate(byte[] bytes, int offset, int length) throws DataFormatException {
        check();
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (damage != null) {
            throw new DataFormatException(damage);
        }
        if (taken == made && length > 0) {
            run();
        }
        int count = Math.min(length, made - taken);
        output.read(taken, bytes, offset, count);
        taken += count;
        return count;
    }

    /** Until there is output, or all input is used up. */
    private void run() throws DataFormatException {
        made = 0;
        taken = 0;
        do {
            if (state.availableIn() == 0 && left > 0) {
                feed();
            }
            made = step();
        } while (made == 0 && left > 0 && !state.isFinished());
    }

    private int step() throws DataFormatException {
        int before = state.availableIn();
        state.output(output, OUTPUT);
        int result = state.inflate();
        int unread = state.availableIn();
        int room = state.availableOut();
        if (result != 0) {
            throw damaged(reason(result));
        }
        if (unread < 0 || unread > before || room < 0 || room > OUTPUT) {
            throw damaged("ISA-L has lost its way");
        }
        if (room == OUTPUT && unread > 0 && unread == before && !state.isFinished()) {
            // Some of what is damaged it does not call so, and would not go on for ever.
            throw damaged("it leads nowhere");
        }
        return OUTPUT - room;
    }

    private DataFormatException damaged(String why) {
        damage = why;
        return new DataFormatException(why);
    }

    private void feed() {
        int part = Math.min(left, INPUT);
        input.write(0, given, position, part);
        position += part;
        left -= part;
        state.input(input, part);
    }

    /** As zlib says it, where it has words for it. */
    private static String reason(int result) {
        return switch (result) {
            case -1 -> "invalid block";
            case -2 -> "invalid code";
            case -3 -> "invalid distance too far back";
            default -> "ISA-L answers " + result;
        };
    }

    @Override
    public synchronized boolean isFinished() {
        check();
        return taken == made && state.isFinished();
    }

    @Override
    public synchronized int remaining() {
        check();
        return left + state.availableIn() + Math.clamp(state.readAhead(), 0, REACH);
    }

    @Override
    public synchronized void reset() {
        check();
        state.init();
        given = new byte[0];
        left = 0;
        made = 0;
        taken = 0;
        damage = null;
    }

    IsalState state() {
        return state;
    }

    private void check() {
        if (closed) {
            throw new IllegalStateException("the inflater is closed");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            state.close();
            input.close();
            output.close();
        }
    }
}
