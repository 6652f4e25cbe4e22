package io.atoll.runtime.internal.dns;

import io.atoll.api.runtime.Dns;
import java.util.List;

/** The container's {@code /etc/resolv.conf}: the host's, what was asked for in place of the host's own of that kind. */
public final class ResolvConf {
    private ResolvConf() {}

    /** @param host the host's file, or empty for a container that does not reach its name servers */
    public static String of(Dns dns, String host) {
        if (dns.servers().isEmpty() && dns.searches().isEmpty() && dns.options().isEmpty()) {
            return host;
        }
        StringBuilder text = new StringBuilder();
        List<String> searches =
                dns.searches().stream().filter(domain -> !domain.equals(".")).toList();
        if (!searches.isEmpty()) {
            text.append("search ").append(String.join(" ", searches)).append('\n');
        }
        dns.servers()
                .forEach(server -> text.append("nameserver ").append(server).append('\n'));
        if (!dns.options().isEmpty()) {
            text.append("options ").append(String.join(" ", dns.options())).append('\n');
        }
        host.lines()
                .filter(line -> isKept(line.strip(), dns))
                .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static boolean isKept(String line, Dns dns) {
        return switch (line.split("\\s", 2)[0]) {
            case "nameserver" -> dns.servers().isEmpty();
            case "search", "domain" -> dns.searches().isEmpty();
            case "options" -> dns.options().isEmpty();
            default -> true;
        };
    }
}
