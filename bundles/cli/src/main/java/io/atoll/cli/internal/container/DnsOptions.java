package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.Dns.Host;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how a container finds names. */
public final class DnsOptions {
    @Option(
            names = "--add-host",
            paramLabel = "HOST:ADDRESS",
            description = "Add a line to its /etc/hosts; HOST=ADDRESS is the same.")
    private List<String> hosts = List.of();

    @Option(names = "--dns", paramLabel = "ADDRESS", description = "A name server, instead of the host's.")
    private List<String> servers = List.of();

    @Option(
            names = "--dns-search",
            paramLabel = "DOMAIN",
            description = "A domain to search names in, instead of the host's; '.' for none.")
    private List<String> searches = List.of();

    @Option(
            names = {"--dns-option", "--dns-opt"},
            paramLabel = "OPTION",
            description = "An option of resolv.conf, for example ndots:2.")
    private List<String> options = List.of();

    @Option(names = "--domainname", paramLabel = "NAME", description = "Its domain name.")
    private @Nullable String domain;

    /** @throws AtollException INVALID, UNSUPPORTED */
    Dns dns() {
        return new Dns(
                servers, searches, options, hosts.stream().map(DnsOptions::host).toList(), domain);
    }

    /** Either separator, whichever comes first: addresses have colons too. */
    private static Host host(String text) {
        String[] parts = text.split("[=:]", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid --add-host '%s': expected HOST:ADDRESS, for example db:192.0.2.7".formatted(text));
        }
        if (parts[1].equals("host-gateway")) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot use --add-host '%s': a container without a bridge network has no gateway".formatted(text));
        }
        boolean bracketed = parts[1].startsWith("[") && parts[1].endsWith("]");
        return new Host(parts[0], bracketed ? parts[1].substring(1, parts[1].length() - 1) : parts[1]);
    }
}
