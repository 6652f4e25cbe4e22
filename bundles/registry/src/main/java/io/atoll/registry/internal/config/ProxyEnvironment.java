package io.atoll.registry.internal.config;

import io.atoll.registry.internal.http.HostPort;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.ProxyServer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The proxies that the variables of a user's environment ask for: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, in capitals or not. */
final class ProxyEnvironment {
    private final Map<String, String> environment;

    ProxyEnvironment(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Empty for the direct way. */
    Optional<ProxyServer> proxy(Origin origin) {
        String variable = origin.isPlain() ? "HTTP_PROXY" : "HTTPS_PROXY";
        String proxy = variable(variable);
        if (proxy.isEmpty() || isExcepted(origin)) {
            return Optional.empty();
        }
        return ProxySetting.parse(proxy, "$" + variable).server();
    }

    private boolean isExcepted(Origin origin) {
        for (String text : variable("NO_PROXY").split("[, ]+", -1)) {
            if (!text.isEmpty() && matches(text.toLowerCase(Locale.ROOT), origin)) {
                return true;
            }
        }
        return false;
    }

    /** {@code *}, an address, a network {@code 10.0.0.0/8}, a name and all below it, only those below it with a dot before; a port narrows it. */
    private static boolean matches(String rule, Origin origin) {
        if (rule.equals("*")) {
            return true;
        }
        HostPort host = origin.hostPort();
        Optional<Network> network = Network.parse(rule);
        if (network.isPresent()) {
            return host.address().filter(network.get()::contains).isPresent();
        }
        String name = rule;
        int colon = rule.lastIndexOf(':');
        if (colon > rule.lastIndexOf(']') && colon == rule.indexOf(':', Math.max(0, rule.indexOf(']')))) {
            if (!rule.substring(colon + 1).equals(Integer.toString(origin.port()))) {
                return false;
            }
            name = rule.substring(0, colon);
        }
        String bare = name.startsWith("*.") ? name.substring(1) : name;
        if (bare.startsWith(".")) {
            return host.host().endsWith(bare);
        }
        return host.host().equals(bare)
                || host.host().equals("[" + bare + "]")
                || (host.address().isEmpty() && host.host().endsWith("." + bare));
    }

    private String variable(String name) {
        String value = environment.getOrDefault(name, "");
        return (value.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : value).strip();
    }
}
