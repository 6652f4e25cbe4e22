package io.atoll.cli.internal.server;

import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.protocol.Fields;
import io.atoll.cli.internal.protocol.Request;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server on a real socket, whose commands the test has. */
@Timeout(30)
abstract class ServedTest {
    @TempDir
    private Path folder;

    final ExecutorService threads = Executors.newCachedThreadPool();
    Path socket = Path.of("");

    @SuppressWarnings("NullAway.Init")
    IoLoop loop;

    @SuppressWarnings("NullAway.Init")
    ServerSocketChannel listener;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("s");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket), 64);
        loop = new IoLoop(listener, Fields.encode(Request.VERSION, "test", "42"), new PeerCheck(), threads, this::run);
        Thread.ofPlatform().daemon().start(loop);
    }

    @AfterEach
    void stop() throws IOException {
        loop.stop();
        threads.shutdownNow();
        listener.close();
    }

    /** The commands of this server. */
    abstract int run(CommandContext context, List<String> arguments) throws InterruptedException;
}
