package io.atoll.registry.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a registry, and cuts a few connections that send much. */
final class CuttingProxy implements AutoCloseable {
    final AtomicInteger cuts = new AtomicInteger();
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private final int port;
    private final int times;
    private final long after;

    /** @param after so many bytes on one connection */
    CuttingProxy(int port, int times, long after) throws IOException {
        this.port = port;
        this.times = times;
        this.after = after;
        Thread.ofVirtual().start(this::accept);
    }

    String name() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                open.addAll(List.of(client, server));
                Thread.ofVirtual().start(() -> forward(client, server, true));
                Thread.ofVirtual().start(() -> forward(server, client, false));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void forward(Socket from, Socket to, boolean counted) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16384];
            long sent = 0;
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                sent += read;
                out.write(buffer, 0, read);
                if (counted && sent > after && cuts.getAndIncrement() < times) {
                    return;
                }
            }
        } catch (IOException e) {
            // The other side has closed.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Closeable socket : open) {
            socket.close();
        }
    }
}
