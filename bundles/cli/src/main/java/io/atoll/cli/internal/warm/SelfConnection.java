package io.atoll.cli.internal.warm;

import io.atoll.cli.internal.protocol.Fields;
import io.atoll.cli.internal.protocol.Frame;
import io.atoll.cli.internal.protocol.FrameType;
import io.atoll.cli.internal.protocol.Request;
import io.atoll.cli.internal.server.EngineLog;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The engine as its own client: loads the classes of the server. */
final class SelfConnection {
    private SelfConnection() {}

    static void ask(Path socket, String command) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            byte[] request = Fields.encode(Request.VERSION, "/", "000", "80", "24", "022", "1", command, "PATH=/bin");
            channel.write(ByteBuffer.allocate(Frame.HEADER + request.length)
                    .putInt(request.length)
                    .put(FrameType.REQUEST.code())
                    .put(request)
                    .flip());
            ByteBuffer answer = ByteBuffer.allocate(4096);
            while (channel.read(answer.clear()) >= 0) {
                // The server closes the connection at the end of the command.
            }
        } catch (IOException | IllegalArgumentException e) {
            // The path of a socket can be too long; training goes on without.
            EngineLog.write("training without a connection: " + e.getMessage(), null);
        }
    }
}
