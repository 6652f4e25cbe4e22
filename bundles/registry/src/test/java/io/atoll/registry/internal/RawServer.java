package io.atoll.registry.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What speaks no HTTP, or not for long. */
final class RawServer implements AutoCloseable {
    /** What is done with one connection, which is closed afterwards. */
    interface Talk {
        void with(Socket socket) throws IOException;
    }

    final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Talk talk;

    RawServer(Talk talk) throws IOException {
        this.talk = talk;
        Thread.ofVirtual().start(this::accept);
    }

    String name() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                accepted.add(socket);
                Thread.ofVirtual().start(() -> talk(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            talk.with(socket);
        } catch (IOException e) {
            // The other side has closed.
        }
    }

    /** A request's first line and its headers, as they came, with the empty line; empty at the end of the connection. */
    static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int read = socket.getInputStream().read();
            if (read < 0) {
                return "";
            }
            head.append((char) read);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
