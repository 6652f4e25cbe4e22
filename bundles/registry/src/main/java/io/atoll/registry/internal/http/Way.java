package io.atoll.registry.internal.http;

import java.util.Optional;

/**
 * How a request reaches its host: what distinguishes one HTTP client from another.
 *
 * @param proxy empty for the direct way
 */
public record Way(TlsSettings tls, Optional<ProxyServer> proxy) {
    public static final Way DIRECT = new Way(TlsSettings.SYSTEM, Optional.empty());
}
