package io.atoll.registry.internal.call;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.registry.internal.http.Causes;
import io.atoll.registry.internal.http.HostPort;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Response;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.http.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a registry is and how it is spoken to (decision 9).
 *
 * <ol>
 *   <li>HTTPS, and nothing else, for every host but those below: no request is made to find out.
 *   <li>A host that is a literal loopback or private address or {@code localhost}, or a registry the user called insecure, is
 *       asked once: HTTPS first, and where nobody speaks TLS there, plain HTTP. The answer is remembered.
 *   <li>One that speaks TLS with a certificate that is not trusted is never spoken to in clear instead; whether certificates are looked at is the transport's matter.
 * </ol>
 */
public final class Origins {
    private static final String PING = "/v2/";

    private final Settings settings;
    private final Map<HostPort, Origin> answered = new ConcurrentHashMap<>();

    public Origins(Settings settings) {
        this.settings = settings;
    }

    public Origin find(String registry, boolean insecure, Transport transport) throws InterruptedException {
        HostPort host = HostPort.parse(address(registry));
        boolean near = host.isLoopback() || host.isPrivate();
        if (!near && !insecure) {
            return Origin.of("https", host);
        }
        Origin known = answered.get(host);
        if (known != null) {
            return known;
        }
        Origin found = probe(registry, host, near ? settings.probe() : settings.connect(), transport);
        answered.put(host, found);
        return found;
    }

    /** Forgets a registry that could not be reached: it may come back as something else. */
    public void forget(Origin origin) {
        answered.values().remove(origin);
    }

    private Origin probe(String registry, HostPort host, Duration limit, Transport transport)
            throws InterruptedException {
        Origin secure = Origin.of("https", host);
        IOException refused;
        try {
            transport.send("GET", secure.resolve(PING), Map.of(), limit).discard();
            return secure;
        } catch (IOException e) {
            if (Causes.speaksTls(e)) {
                throw unreachable(registry, "%s: %s; %s".formatted(secure, Causes.describe(e), Causes.hint(e)), e);
            }
            refused = e;
        }
        Origin plain = Origin.of("http", host);
        try {
            try (Response response = transport.send("GET", plain.resolve(PING), Map.of())) {
                response.discard();
                // No registry answers so, but servers that want to be spoken to by TLS do.
                if (response.status() == 400) {
                    throw unreachable(
                            registry,
                            "%s: %s; %s".formatted(secure, Causes.describe(refused), Causes.hint(refused)),
                            refused);
                }
                return plain;
            }
        } catch (IOException e) {
            throw unreachable(
                    registry,
                    "%s: %s; %s: %s; %s"
                            .formatted(secure, Causes.describe(refused), plain, Causes.describe(e), Causes.hint(e)),
                    e);
        }
    }

    /** Docker's name for its registry is not where the registry is. */
    static String address(String registry) {
        return isDockerHub(registry) ? "registry-1.docker.io" : registry;
    }

    public static boolean isDockerHub(String registry) {
        return registry.equals("docker.io") || registry.equals("index.docker.io");
    }

    /** The repository as the registry knows it: Docker's keeps images of one name component under {@code library}. */
    public static String repository(Reference reference) {
        String registry = reference.registry();
        boolean official = registry != null
                && isDockerHub(registry)
                && reference.repository().indexOf('/') < 0;
        return official ? "library/" + reference.repository() : reference.repository();
    }

    private static AtollException unreachable(String registry, String why, IOException cause) {
        return new AtollException(
                ErrorCode.UNAVAILABLE, "cannot reach the registry %s: %s".formatted(registry, why), cause);
    }
}
