package io.atoll.registry.internal.http;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host of a registry, and what of it is known without asking anyone: addresses are parsed as addresses. A prefix says
 * nothing: {@code 10.evil.example.com} is not private (W4).
 *
 * @param host lower case; IPv6 in brackets
 * @param port -1 where none is given
 */
public record HostPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\[\\]:/]+)(?::([0-9]{1,5}))?");
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    /** @throws AtollException INVALID if it is no host with an optional port */
    public static HostPort parse(String registry) {
        Matcher form = FORM.matcher(registry);
        int port = form.matches() && form.group(2) != null ? Integer.parseInt(form.group(2)) : -1;
        if (!form.matches() || port > 65_535 || !isHost(registry)) {
            throw new AtollException(
                    ErrorCode.INVALID, "'%s' is not the name of a registry: expected host[:port]".formatted(registry));
        }
        return new HostPort(form.group(1).toLowerCase(Locale.ROOT), port);
    }

    /** The JDK does not take every name for a host: none may end in a number, for example, unless it is an address. */
    private static boolean isHost(String registry) {
        try {
            return new URI("//" + registry).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** {@code localhost} or a loopback address. */
    public boolean isLoopback() {
        if (host.equals("localhost")) {
            return true;
        }
        InetAddress address = literal();
        return address != null && address.isLoopbackAddress();
    }

    /** A literal address that is not routed on the internet: RFC 1918, RFC 4193. */
    public boolean isPrivate() {
        InetAddress address = literal();
        if (address == null) {
            return false;
        }
        return address instanceof Inet6Address
                ? (address.getAddress()[0] & 0xfe) == 0xfc
                : address.isSiteLocalAddress();
    }

    /** The address, if it is one and not a name. */
    public Optional<InetAddress> address() {
        return Optional.ofNullable(literal());
    }

    private @Nullable InetAddress literal() {
        try {
            if (host.startsWith("[")) {
                // In brackets it is never looked up: what is no address is refused.
                return InetAddress.getByName(host);
            }
            Matcher parts = IPV4.matcher(host);
            if (!parts.matches()) {
                return null;
            }
            byte[] address = new byte[4];
            for (int i = 0; i < 4; i++) {
                String part = parts.group(i + 1);
                int value = Integer.parseInt(part);
                // 010.0.0.1 is 8.0.0.1 to some resolvers: an address that can be read in two ways is none.
                if (value > 255 || (part.length() > 1 && part.startsWith("0"))) {
                    return null;
                }
                address[i] = (byte) value;
            }
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
