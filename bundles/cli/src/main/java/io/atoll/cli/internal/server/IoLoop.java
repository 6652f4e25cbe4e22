package io.atoll.cli.internal.server;

import io.atoll.cli.internal.protocol.FrameType;
import io.atoll.cli.internal.protocol.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * One thread that accepts connections and reads from all of them. It never waits for a client, so that none can hold up another.
 */
final class IoLoop implements Runnable {
    private static final int MAX_CONNECTIONS = 4096;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final SelectionKey listening;
    private final Predicate<SocketChannel> admission;
    private final Executor executor;
    private final Handler handler;
    private final byte[] hello;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
    private volatile long lastActivity = System.nanoTime();
    private volatile boolean stopped;
    private volatile boolean accepting = true;

    /**
     * @param hello the payload of the first frame
     * @param admission whose connections are served
     */
    IoLoop(
            ServerSocketChannel listener,
            byte[] hello,
            Predicate<SocketChannel> admission,
            Executor executor,
            Handler handler)
            throws IOException {
        this.listener = listener;
        this.hello = hello;
        this.admission = admission;
        this.executor = executor;
        this.handler = handler;
        selector = Selector.open();
        listener.configureBlocking(false);
        listening = listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    Collection<Connection> connections() {
        return connections;
    }

    /** How long nobody has been connected; zero while somebody is. */
    Duration idle() {
        return connections.isEmpty() ? Duration.ofNanos(System.nanoTime() - lastActivity) : Duration.ZERO;
    }

    /** Connections that come from now on stay in the listener's queue: whoever serves or closes it next decides about them. */
    void stopAccepting() {
        accepting = false;
        listening.cancel();
        selector.wakeup();
    }

    /** Ends the loop. */
    void stop() {
        stopped = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        try (selector) {
            while (!stopped) {
                selector.select(this::ready);
            }
        } catch (IOException e) {
            EngineLog.write("the command server failed", e);
        }
        connections.forEach(Connection::gone);
    }

    private void ready(SelectionKey key) {
        try {
            if (key.equals(listening)) {
                accept();
            } else if (key.attachment() instanceof Connection connection) {
                if (key.isWritable()) {
                    connection.channel().writable();
                }
                if (key.isReadable()) {
                    read(connection, (SocketChannel) key.channel());
                }
            }
        } catch (CancelledKeyException e) {
            // The command ended and closed the connection meanwhile.
        }
    }

    private void accept() {
        try {
            while (accepting && connections.size() < MAX_CONNECTIONS) {
                SocketChannel socket = listener.accept();
                if (socket == null) {
                    return;
                }
                lastActivity = System.nanoTime();
                welcome(socket);
            }
        } catch (IOException e) {
            EngineLog.write("cannot accept a connection", e);
            pause(); // out of descriptors, most likely: the connection stays in the queue and would be reported at once
            // again
        }
    }

    private void welcome(SocketChannel socket) throws IOException {
        try {
            if (!admission.test(socket)) {
                socket.close();
                return;
            }
            socket.configureBlocking(false);
            SelectionKey key = socket.register(selector, SelectionKey.OP_READ);
            Connection connection = new Connection(socket, key, executor, handler, this::over);
            connections.add(connection);
            key.attach(connection);
            connection.channel().send(FrameType.HELLO, hello);
            read(connection, socket); // the request is often here already
        } catch (IOException e) {
            socket.close();
        }
    }

    private void read(Connection connection, SocketChannel socket) {
        try {
            buffer.clear();
            int count = socket.read(buffer);
            if (count < 0) {
                connection.gone();
            } else {
                connection.receive(buffer.flip());
            }
        } catch (ProtocolException e) {
            EngineLog.write("cut off a client: " + e.getMessage(), null);
            connection.gone();
        } catch (IOException e) {
            connection.gone();
        }
    }

    private void over(Connection connection) {
        if (connections.remove(connection)) {
            lastActivity = System.nanoTime();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
