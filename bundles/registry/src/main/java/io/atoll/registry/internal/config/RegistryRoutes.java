package io.atoll.registry.internal.config;

import io.atoll.registry.internal.http.HostPort;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.ProxyServer;
import io.atoll.registry.internal.http.Routes;
import io.atoll.registry.internal.http.TlsSettings;
import io.atoll.registry.internal.http.TlsSettings.Stamped;
import io.atoll.registry.internal.http.Way;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How every host is reached on behalf of one user while one registry is asked. */
public final class RegistryRoutes implements Routes {
    private final RegistriesConfiguration configuration;
    private final CertificateFolders certificates;
    private final Map<String, String> environment;
    private final String registry;
    private final HostSettings settings;
    private final boolean insecure;

    /**
     * Routes for the requests about a registry.
     *
     * @param registry the {@code host[:port]} that the settings and the flag are for, and no other
     * @param settings of that host
     * @param insecure whether the user or the settings say so of it
     */
    public RegistryRoutes(
            ConfigurationFiles files,
            RegistriesConfiguration configuration,
            Map<String, String> environment,
            String registry,
            HostSettings settings,
            boolean insecure) {
        this.configuration = configuration;
        this.certificates = files.certificates();
        this.environment = environment;
        this.registry = registry;
        this.settings = settings;
        this.insecure = insecure;
    }

    @Override
    public Way to(URI uri) {
        Origin origin = Origin.of(uri);
        boolean asked = Origin.of(origin.scheme(), HostPort.parse(registry)).equals(origin);
        HostSettings host = asked
                ? settings
                : configuration.host(origin.host() + ":" + origin.port()).orElse(HostSettings.NONE);
        TlsSettings tls = origin.isPlain() ? TlsSettings.SYSTEM : tls(origin, host, asked && insecure);
        return new Way(tls, proxy(origin, host));
    }

    private Optional<ProxyServer> proxy(Origin origin, HostSettings host) {
        if (origin.hostPort().isLoopback()) {
            return Optional.empty();
        }
        return host.proxy().isPresent() ? host.proxy().get().server() : new ProxyEnvironment(environment).proxy(origin);
    }

    private TlsSettings tls(Origin origin, HostSettings host, boolean asInsecure) {
        String full = origin.host() + ":" + origin.port();
        CertificateFolders.Certificates folder =
                certificates.of(origin.port() == 443 ? List.of(full, origin.host()) : List.of(full));
        List<Path> ca = new ArrayList<>(host.ca());
        ca.addAll(folder.ca());
        String own = environment.getOrDefault("SSL_CERT_FILE", "");
        if (Path.of(own).isAbsolute()) {
            ca.add(Path.of(own));
        }
        Optional<TlsSettings.Client> client = host.client()
                .or(folder::client)
                .map(pair -> new TlsSettings.Client(Stamped.of(pair.certificate()), Stamped.of(pair.key())));
        boolean unverified = asInsecure || host.insecure();
        return new TlsSettings(
                unverified ? List.of() : ca.stream().map(Stamped::of).toList(), client, unverified);
    }
}
