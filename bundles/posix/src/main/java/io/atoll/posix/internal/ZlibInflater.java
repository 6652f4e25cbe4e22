package io.atoll.posix.internal;

import io.atoll.posix.RawInflater;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The JVM's own. */
public final class ZlibInflater implements RawInflater {
    private final Inflater inflater = new Inflater(true);
    private boolean closed;

    @Override
    public void input(byte[] input, int offset, int length) {
        check();
        if (inflater.getRemaining() > 0) {
            throw new IllegalStateException("the input before was not used up");
        }
        inflater.setInput(input, offset, length);
    }

    @Override
    public int inflate(byte[] output, int offset, int length) throws DataFormatException {
        check();
        int count = inflater.inflate(output, offset, length);
        if (count == 0 && inflater.needsDictionary()) {
            throw new DataFormatException("it asks for a preset dictionary");
        }
        return count;
    }

    @Override
    public boolean isFinished() {
        return inflater.finished();
    }

    @Override
    public int remaining() {
        return inflater.getRemaining();
    }

    @Override
    public void reset() {
        check();
        inflater.reset();
    }

    private void check() {
        if (closed) {
            throw new IllegalStateException("the inflater is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        inflater.end();
    }
}
