package io.atoll.registry.internal.auth;

import io.atoll.registry.internal.http.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Under which names a registry's credentials are kept.
 *
 * @param host with optional port, lower case; {@code docker.io} for all of Docker Hub's names
 */
public record RegistryKey(String host) {
    private static final String HUB = "docker.io";
    /** Older than docker.io, and what Docker writes to this day. */
    private static final String HUB_ADDRESS = "https://index.docker.io/v1/";

    /** @throws io.atoll.api.AtollException INVALID if it is no host with an optional port, nor an address of one */
    public static RegistryKey of(String registry) {
        String name = normalize(registry);
        HostPort unused = HostPort.parse(name);
        return new RegistryKey(name);
    }

    /** What the registry is called where something is stored for it, and what helpers are asked for; the usual one first. */
    public List<String> addresses() {
        return host.equals(HUB) ? List.of(HUB_ADDRESS, HUB) : List.of(host);
    }

    /** Whether this is the key of an entry for the whole registry, as Docker ({@code https://host/v1/}) or Podman ({@code host}) write it. */
    public boolean matches(String key) {
        return normalize(key).equals(host);
    }

    /** The names of entries for a repository, the most specific first: {@code host/a/b}, {@code host/a}, {@code host}. */
    List<String> namespaces(String repository) {
        List<String> names = new ArrayList<>();
        String name = repository.isEmpty() ? host : host + "/" + repository;
        while (name.length() > host.length()) {
            names.add(name);
            name = name.substring(0, name.lastIndexOf('/'));
        }
        names.add(host);
        return names;
    }

    /** Without scheme, API version and slash at the end. */
    static String normalize(String key) {
        String name = key.strip();
        for (String scheme : List.of("https://", "http://")) {
            if (name.regionMatches(true, 0, scheme, 0, scheme.length())) {
                name = name.substring(scheme.length());
            }
        }
        name = withoutEnd(name, "/");
        name = withoutEnd(name, "/v1");
        name = withoutEnd(name, "/v2");
        int slash = name.indexOf('/');
        String host = (slash < 0 ? name : name.substring(0, slash)).toLowerCase(Locale.ROOT);
        String path = slash < 0 ? "" : name.substring(slash);
        boolean hub = host.equals("index.docker.io") || host.equals("registry-1.docker.io");
        return (hub ? HUB : host) + path;
    }

    private static String withoutEnd(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    @Override
    public String toString() {
        return host;
    }
}
