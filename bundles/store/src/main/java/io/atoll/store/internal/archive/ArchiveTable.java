package io.atoll.store.internal.archive;

import io.atoll.store.internal.tar.SeekableInput;
import io.atoll.store.internal.tar.TarEntry;
import io.atoll.store.internal.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the files of an archive that is not compressed are in it: found by its headers alone, and read from there, by several threads at once. */
final class ArchiveTable implements AutoCloseable {
    private final FileChannel file;
    private final Map<String, Part> parts = new HashMap<>();
    private final EntryNames names = new EntryNames();

    private ArchiveTable(FileChannel file) {
        this.file = file;
    }

    /** A file in the archive. */
    record Part(long offset, long size) {}

    /** @param file closed with the table, also if there is none */
    static ArchiveTable of(FileChannel file) throws IOException {
        ArchiveTable table = new ArchiveTable(file);
        try {
            table.scan();
            return table;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void scan() throws IOException {
        TarReader tar = new TarReader(new PartInput(new Part(0, file.size())));
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            String name = names.file(entry);
            if (name != null) {
                parts.put(name, new Part(tar.offset(), entry.size()));
            }
        }
    }

    /** @return null if there is no file of just this name */
    @Nullable
    Part named(String name) {
        return parts.get(name);
    }

    /** @return null if there is none; links are followed */
    @Nullable
    Part find(String name) {
        return parts.get(names.resolve(name));
    }

    InputStream open(Part part) {
        return new PartInput(part);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private final class PartInput extends SeekableInput {
        private final long end;
        private long position;

        PartInput(Part part) {
            position = part.offset();
            end = part.offset() + part.size();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position >= end) {
                return -1;
            }
            int read = file.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(length, end - position)), position);
            position += Math.max(0, read);
            return read;
        }

        @Override
        public boolean seek(long bytes) {
            if (bytes > end - position) {
                return false;
            }
            position += bytes;
            return true;
        }
    }
}
