package io.atoll.registry.internal.config;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.registry.internal.http.ProxyServer;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A proxy, or that there is none.
 *
 * @param server empty for the direct way
 */
public record ProxySetting(Optional<ProxyServer> server) {
    /** The direct way. */
    public static final ProxySetting NONE = new ProxySetting(Optional.empty());

    private static final int USUAL_PORT = 80;

    /**
     * {@code [http://][USER:PASSWORD@]HOST[:PORT]}.
     *
     * @param where it was written, for messages, which never show the text: it may hold a password
     * @throws AtollException INVALID, or UNSUPPORTED for proxies of other kinds
     */
    public static ProxySetting parse(String text, String where) {
        String address = text.strip();
        if (!address.contains("://")) {
            address = "http://" + address;
        }
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw invalid(where);
        }
        if (!"http".equalsIgnoreCase(uri.getScheme())) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "%s names a proxy of the kind '%s': only http:// proxies are supported"
                            .formatted(where, uri.getScheme()));
        }
        if (uri.getHost() == null) {
            throw invalid(where);
        }
        int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
        return new ProxySetting(Optional.of(new ProxyServer(uri.getHost(), port, authorization(uri))));
    }

    private static String authorization(URI uri) {
        String user = uri.getRawUserInfo();
        if (user == null) {
            return "";
        }
        // A plus sign is itself here, and only in forms a space.
        String pair = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
        byte[] bytes = (pair.indexOf(':') < 0 ? pair + ":" : pair).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    private static AtollException invalid(String where) {
        return new AtollException(
                ErrorCode.INVALID, "%s is no proxy: expected http://[USER:PASSWORD@]HOST[:PORT]".formatted(where));
    }
}
