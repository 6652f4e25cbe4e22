package io.atoll.runtime.internal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Deque;
import java.util.Iterator;

/** Finds where the last lines of a log begin, reading it backwards: as much as they take, not as much as there is. */
final class Tail {
    private static final int BLOCK = 64 << 10;

    private final RecordFormat format;
    private long wanted;
    private boolean first = true;

    private Tail(RecordFormat format, long lines) {
        this.format = format;
        wanted = lines;
    }

    /**
     * Positions the files at the beginning of so many lines, and closes and takes out those before.
     *
     * @param files oldest first
     */
    static void seek(Deque<LogFile> files, RecordFormat format, long lines) throws IOException {
        Tail tail = new Tail(format, lines);
        Iterator<LogFile> newestFirst = files.descendingIterator();
        boolean found = false;
        while (newestFirst.hasNext()) {
            LogFile file = newestFirst.next();
            if (found) {
                file.close();
                newestFirst.remove();
            } else {
                long start = tail.start(file.channel());
                found = start >= 0;
                file.channel().position(Math.max(start, 0));
            }
        }
    }

    /** Where in this file the lines begin; -1 if they begin before it. */
    private long start(FileChannel channel) throws IOException {
        long end = channel.size(); // of the record being looked at
        long block = end;
        ByteBuffer kept = ByteBuffer.allocate(0); // what was read of the file from `block` to `end`
        while (block > 0) {
            int size = (int) Math.min(BLOCK, block);
            block -= size;
            ByteBuffer joined = ByteBuffer.allocate(size + kept.remaining());
            joined.limit(size);
            while (joined.hasRemaining()) {
                if (channel.read(joined, block + joined.position()) < 0) {
                    throw new IOException("it became shorter while it was read");
                }
            }
            joined.limit(joined.capacity()).position(size);
            joined.put(kept);
            byte[] bytes = joined.array();
            int stop = bytes.length;
            for (int i = bytes.length - 1; i >= 0; i--) {
                if (bytes[i] == '\n' && block + i + 1 < end) {
                    if (isBefore(bytes, i + 1, stop)) {
                        return end;
                    }
                    stop = i + 1;
                    end = block + stop;
                }
            }
            kept = ByteBuffer.wrap(bytes, 0, stop);
        }
        byte[] rest = new byte[kept.remaining()];
        kept.get(rest);
        return rest.length > 0 && isBefore(rest, 0, rest.length) ? end : -1;
    }

    /** Takes the record before those taken; whether it is one too many: it ends a line that is not wanted. */
    private boolean isBefore(byte[] bytes, int from, int to) throws IOException {
        if (bytes[to - 1] != '\n') {
            return false; // being written
        }
        byte[] record = new byte[to - 1 - from];
        System.arraycopy(bytes, from, record, 0, record.length);
        boolean ends = RecordFormat.endsLine(format.parse(record));
        if ((ends || first) && wanted-- == 0) {
            return true;
        }
        first = false;
        return false;
    }
}
