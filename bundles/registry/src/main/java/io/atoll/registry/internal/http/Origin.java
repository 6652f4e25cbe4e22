package io.atoll.registry.internal.http;

import java.net.URI;
import java.util.Locale;

/** Scheme, host and port: what credentials are bound to (RFC 6454). */
public record Origin(String scheme, String host, int port) {
    public static Origin of(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    public static Origin of(String scheme, HostPort host) {
        int port = host.port() >= 0 ? host.port() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, host.host(), port);
    }

    public boolean isPlain() {
        return scheme.equals("http");
    }

    public HostPort hostPort() {
        return new HostPort(host, port);
    }

    public URI resolve(String path) {
        return URI.create(this + path);
    }

    @Override
    public String toString() {
        boolean usual = port == (isPlain() ? 80 : 443);
        return scheme + "://" + host + (usual ? "" : ":" + port);
    }
}
