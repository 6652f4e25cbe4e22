package io.atoll.registry.internal.download;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.registry.Downloads;
import io.atoll.registry.internal.call.Interrupted;
import io.atoll.registry.internal.config.ConfigurationFiles;
import io.atoll.registry.internal.config.HostSettings;
import io.atoll.registry.internal.config.RegistriesConfiguration;
import io.atoll.registry.internal.config.RegistryRoutes;
import io.atoll.registry.internal.http.Causes;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Redirects;
import io.atoll.registry.internal.http.Response;
import io.atoll.registry.internal.http.Routes;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.http.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Downloads by the ways there are to registries: the same proxies, certificates, redirects and limits. */
@Component
public final class HttpDownloads implements Downloads {
    private static final Settings SETTINGS = new Settings(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(3), 1, Duration.ofMillis(250), 1);

    private final Settings settings;
    private final ConfigurationFiles files;
    private @Nullable Transport transport;
    private boolean closed;

    @Activate
    public HttpDownloads() {
        this(SETTINGS, new ConfigurationFiles());
    }

    HttpDownloads(Settings settings, ConfigurationFiles files) {
        this.settings = settings;
        this.files = files;
    }

    @Override
    public Download open(String url, Map<String, String> environment) {
        URI uri = parse(url);
        String shown = Redact.url(uri);
        Response response;
        try {
            response = new Redirects(transport().by(routes(uri, environment))).send("GET", uri, Map.of());
        } catch (Redirects.RefusedException e) {
            throw new AtollException(ErrorCode.INVALID, "cannot download %s: %s".formatted(shown, e.getMessage()), e);
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.UNAVAILABLE,
                    "cannot download %s: %s; check the address and the network, then try again"
                            .formatted(shown, Causes.describe(e)),
                    e);
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "downloading " + shown);
        }
        if (response.status() != 200) {
            response.close();
            throw refused(shown, response.status());
        }
        return new Download(new BodyStream(response), size(response));
    }

    private static URI parse(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme());
            boolean known = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
            if (known && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "invalid address '%s': expected http://HOST[:PORT]/PATH or https://…, without a user's name"
                        .formatted(Redact.text(url.replaceAll("//[^/]*@", "//…@"))));
    }

    private Routes routes(URI uri, Map<String, String> environment) {
        RegistriesConfiguration configuration = files.configuration(environment);
        Origin origin = Origin.of(uri);
        String host = origin.host() + ":" + origin.port();
        return new RegistryRoutes(
                files,
                configuration,
                environment,
                host,
                configuration.host(host).orElse(HostSettings.NONE),
                false);
    }

    private static AtollException refused(String shown, int status) {
        ErrorCode code = switch (status) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 403 -> ErrorCode.DENIED;
            case 404, 410 -> ErrorCode.NOT_FOUND;
            default -> status >= 500 || status == 429 ? ErrorCode.UNAVAILABLE : ErrorCode.INVALID;
        };
        return new AtollException(
                code,
                "cannot download %s: the server answered status %d%s"
                        .formatted(
                                shown,
                                status,
                                switch (code) {
                                    case UNAUTHORIZED, DENIED -> "; not everybody may have it";
                                    case NOT_FOUND -> "; there is no such file";
                                    case UNAVAILABLE -> "; try again later";
                                    default -> "";
                                }));
    }

    private static OptionalLong size(Response response) {
        String length = response.header("Content-Length");
        return length.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(length)) : OptionalLong.empty();
    }

    /** Made when it is first needed: a client has threads. */
    private synchronized Transport transport() {
        if (closed) {
            throw new AtollException(ErrorCode.UNAVAILABLE, "the registry client is stopped");
        }
        if (transport == null) {
            transport = new Transport(settings);
        }
        return transport;
    }

    @Deactivate
    synchronized void close() {
        closed = true;
        if (transport != null) {
            transport.close();
        }
    }
}
