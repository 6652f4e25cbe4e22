package io.atoll.store.internal.tar;

import java.io.IOException;

/** Takes entries one after the other, as an archive has them: what writes an archive, and what makes files of them at once. */
public interface EntrySink {
    /** Begins an entry. Exactly its data must follow: its size, or for a sparse file the sum of its parts. */
    void begin(TarEntry entry) throws IOException;

    /** The next part of the present entry's data. */
    void write(byte[] data, int offset, int length) throws IOException;

    /** How many entries there are. */
    long entries();

    /** The last entry was complete. */
    void finish() throws IOException;
}
