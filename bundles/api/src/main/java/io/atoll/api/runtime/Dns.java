package io.atoll.api.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a container finds names.
 *
 * @param servers addresses of name servers, instead of the host's
 * @param searches domains to search, instead of the host's; {@code .} for none
 * @param options of {@code resolv.conf(5)}, instead of the host's
 * @param hosts further lines of {@code /etc/hosts}
 * @param domain the domain name, of {@code domainname(1)}; null for the host's
 */
public record Dns(
        List<String> servers,
        List<String> searches,
        List<String> options,
        List<Host> hosts,
        @Nullable String domain) {
    public static final Dns DEFAULT = new Dns(List.of(), List.of(), List.of(), List.of(), null);

    public Dns {
        servers = List.copyOf(servers);
        searches = List.copyOf(searches);
        options = List.copyOf(options);
        hosts = List.copyOf(hosts);
    }

    /** A name and its address, IPv4 or IPv6. */
    public record Host(String name, String address) {}
}
