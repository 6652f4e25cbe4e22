package io.atoll.store.internal.layout;

import io.atoll.store.internal.disk.Disk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes a file in pieces of 64 KiB. Closing it does nothing. */
final class NewFileStream extends OutputStream {
    private final Disk.NewFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);

    NewFileStream(Disk.NewFile file) {
        this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
        if (!buffer.hasRemaining()) {
            flush();
        }
        buffer.put((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int part = Math.min(length - done, buffer.remaining());
            buffer.put(bytes, offset + done, part);
            done += part;
        }
    }

    @Override
    public void flush() throws IOException {
        buffer.flip();
        file.write(buffer);
        buffer.clear();
    }
}
