package io.atoll.store.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;

/** Keeps a stream that has to be read in another order. */
public interface Spool {
    /** A file without a name, in the store's file system: gone when it is closed, or the engine dies. */
    FileChannel keep(InputStream in) throws IOException;
}
