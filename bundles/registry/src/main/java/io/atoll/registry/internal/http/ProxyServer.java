package io.atoll.registry.internal.http;

/**
 * A proxy for HTTP. Its text shows no password.
 *
 * @param authorization what it is sent as {@code Proxy-Authorization}; empty for nothing
 */
public record ProxyServer(String host, int port, String authorization) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
