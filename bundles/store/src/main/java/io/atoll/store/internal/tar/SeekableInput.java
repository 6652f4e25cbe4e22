package io.atoll.store.internal.tar;

import java.io.IOException;
import java.io.InputStream;

/** A stream of which parts are passed over without being read. */
public abstract class SeekableInput extends InputStream {
    /** @return false if the stream ends before that many bytes */
    public abstract boolean seek(long bytes) throws IOException;
}
