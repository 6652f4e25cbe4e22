package io.atoll.cli.internal.server;

import io.atoll.cli.internal.protocol.Fields;
import io.atoll.cli.internal.protocol.Frame;
import io.atoll.cli.internal.protocol.FrameDecoder;
import io.atoll.cli.internal.protocol.FrameType;
import io.atoll.cli.internal.protocol.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that says what the test tells it to. */
final class TestClient implements AutoCloseable {
    private final SocketChannel channel;
    private final FrameDecoder decoder = new FrameDecoder();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);

    TestClient(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    void send(FrameType type, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(5 + payload.length)
                .putInt(payload.length)
                .put(type.code())
                .put(payload)
                .flip();
        raw(frame);
    }

    void send(FrameType type, String text) throws IOException {
        send(type, text.getBytes(StandardCharsets.US_ASCII));
    }

    void raw(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void request(String... arguments) throws IOException {
        List<String> fields = new ArrayList<>(
                List.of(Request.VERSION, "/", "000", "80", "24", "022", Integer.toString(arguments.length)));
        fields.addAll(List.of(arguments));
        fields.add("HOME=/root");
        send(FrameType.REQUEST, Fields.encode(fields.toArray(String[]::new)));
    }

    /** The next frame, or null at the end. */
    @Nullable
    Frame next() throws IOException {
        Frame frame = decoder.next();
        while (frame == null) {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                return null;
            }
            decoder.feed(buffer.flip());
            frame = decoder.next();
        }
        return frame;
    }

    Frame expect(FrameType type) throws IOException {
        Frame frame = next();
        if (frame == null || frame.type() != type) {
            throw new AssertionError(
                    "expected %s but got %s".formatted(type, frame == null ? "the end" : frame.type()));
        }
        return frame;
    }

    /** All output until the exit code; {@code OUT|ERR|CODE}. */
    String rest() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        for (Frame frame = next(); frame != null; frame = next()) {
            switch (frame.type()) {
                case OUTPUT -> out.writeBytes(frame.payload());
                case ERROR -> err.writeBytes(frame.payload());
                case EXIT -> {
                    return out.toString(StandardCharsets.UTF_8) + "|" + err.toString(StandardCharsets.UTF_8) + "|"
                            + frame.text();
                }
                default -> throw new AssertionError("unexpected " + frame.type());
            }
        }
        return out.toString(StandardCharsets.UTF_8) + "|" + err.toString(StandardCharsets.UTF_8) + "|cut off";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
