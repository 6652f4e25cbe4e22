package io.atoll.registry.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Stands before a registry, and lets no large request through, as reverse proxies do: it answers before the body has come, and closes the connection while the client is still sending. The client
 * may see the answer, or only that the connection is gone.
 */
final class LimitingProxy implements AutoCloseable {
    private final RawServer server;
    private final int port;
    private final long limit;
    private final String answer;

    /**
     * @param limit in bytes
     * @param answer to what is larger; nothing at all if it is empty
     */
    LimitingProxy(String registry, long limit, String answer) throws IOException {
        this.port = Integer.parseInt(registry.substring(registry.indexOf(':') + 1));
        this.limit = limit;
        this.answer = answer;
        server = new RawServer(this::talk);
    }

    String name() {
        return server.name();
    }

    private void talk(Socket client) throws IOException {
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread.ofVirtual().start(() -> {
                try (client;
                        upstream) {
                    upstream.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException e) {
                    // The other side has closed.
                }
            });
            for (String head = RawServer.head(client); !head.isEmpty(); head = RawServer.head(client)) {
                long length = length(head);
                if (length > limit) {
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    client.getInputStream().skipNBytes(limit);
                    return;
                }
                OutputStream out = upstream.getOutputStream();
                out.write(head.getBytes(StandardCharsets.ISO_8859_1));
                copy(client.getInputStream(), out, length);
            }
        }
    }

    private static long length(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return 0;
    }

    private static void copy(InputStream in, OutputStream out, long count) throws IOException {
        byte[] buffer = new byte[16384];
        for (long left = count; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return;
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
