package io.atoll.registry.internal.http;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The HTTP clients, one for each way and not more than a few: each has its own threads and connections. */
final class Clients implements AutoCloseable {
    private static final int MOST = 8;

    private final Settings settings;
    private final Map<Way, HttpClient> clients = new LinkedHashMap<>(16, 0.75f, true);
    private final List<HttpClient> retired = new ArrayList<>();
    private boolean closed;

    Clients(Settings settings) {
        this.settings = settings;
    }

    /** @throws io.atoll.api.AtollException INVALID if a certificate or key cannot be used */
    synchronized HttpClient get(Way way) {
        if (closed) {
            throw new IllegalStateException("the registry client is stopped");
        }
        HttpClient client = clients.get(way);
        if (client == null) {
            client = make(way);
            clients.put(way, client);
            retire();
        }
        return client;
    }

    private void retire() {
        retired.removeIf(HttpClient::isTerminated);
        Iterator<HttpClient> oldest = clients.values().iterator();
        while (clients.size() > MOST) {
            HttpClient client = oldest.next();
            oldest.remove();
            // What is under way goes on to its end.
            client.shutdown();
            retired.add(client);
        }
    }

    private HttpClient make(Way way) {
        // Redirects are followed by hand (Redirects). HTTP/1.1: with HTTP/2 the JDK buffers up to 16 MB per stream when
        // the disk is slower than the network, and sends
        // "Upgrade: h2c" to plain registries, which some refuse. No authenticator: the JDK's would answer registries
        // too.
        HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connect())
                .proxy(way.proxy()
                        .map(proxy -> ProxySelector.of(InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                        .orElse(HttpClient.Builder.NO_PROXY));
        return builder.sslContext(Tls.context(way.tls())).build();
    }

    /** Ends what is under way; the threads are gone when this returns. */
    @Override
    public void close() {
        List<HttpClient> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(retired);
            all.addAll(clients.values());
        }
        all.forEach(HttpClient::shutdownNow);
        all.forEach(HttpClient::close);
    }
}
