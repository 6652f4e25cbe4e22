package io.atoll.runtime.internal.dns;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Dns;
import java.util.regex.Pattern;

/** Whether what was asked for can stand in {@code /etc/hosts} and {@code resolv.conf}. */
public final class DnsChecks {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,15})?");
    private static final Pattern NAME = Pattern.compile("[!-~&&[^#,]]{1,253}");

    private DnsChecks() {}

    /** @throws AtollException INVALID */
    public static void check(Dns dns) {
        dns.servers().forEach(server -> require(isAddress(server), "name server", server, "expected an address"));
        dns.searches().forEach(domain -> require(isName(domain), "search domain", domain, "expected a domain name"));
        dns.options().forEach(option -> require(isName(option), "resolver option", option, "see resolv.conf(5)"));
        for (Dns.Host host : dns.hosts()) {
            require(isName(host.name()), "host name", host.name(), "expected one without spaces");
            require(isAddress(host.address()), "address", host.address(), "expected one as 192.0.2.1 or 2001:db8::1");
        }
        String domain = dns.domain();
        require(
                domain == null || (isName(domain) && domain.length() <= 64),
                "domain name",
                String.valueOf(domain),
                "at most 64 characters");
    }

    private static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Not looked up: nothing is asked of a network here. */
    private static boolean isAddress(String text) {
        var ipv4 = IPV4.matcher(text);
        if (ipv4.matches()) {
            for (int i = 1; i <= 4; i++) {
                if (Integer.parseInt(ipv4.group(i)) > 255) {
                    return false;
                }
            }
            return true;
        }
        return IPV6.matcher(text).matches();
    }

    private static void require(boolean fits, String what, String value, String expected) {
        if (!fits) {
            throw new AtollException(ErrorCode.INVALID, "invalid %s '%s': %s".formatted(what, value, expected));
        }
    }
}
