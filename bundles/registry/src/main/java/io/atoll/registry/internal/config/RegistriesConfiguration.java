package io.atoll.registry.internal.config;

import io.atoll.api.image.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one {@code registries.json} says, or several together.
 *
 * @param hosts by {@code host[:port]}
 * @param aliases full names by short ones
 * @param defaultRegistry where names without a registry are looked for; empty where nothing is said
 * @param parallel requests to one host at a time; 0 where nothing is said
 */
public record RegistriesConfiguration(
        Map<String, HostSettings> hosts, Map<String, Reference> aliases, String defaultRegistry, int parallel) {
    public static final RegistriesConfiguration NONE = new RegistriesConfiguration(Map.of(), Map.of(), "", 0);

    private static final String DOCKER_HUB = "docker.io/library";

    public RegistriesConfiguration {
        hosts = Map.copyOf(hosts);
        aliases = Map.copyOf(aliases);
    }

    /** Of a host, by any of the names it may be written under. */
    public Optional<HostSettings> host(String registry) {
        for (String name : names(registry)) {
            HostSettings settings = hosts.get(name);
            if (settings != null) {
                return Optional.of(settings);
            }
        }
        return Optional.empty();
    }

    private static List<String> names(String registry) {
        return switch (registry) {
            case "docker.io", "index.docker.io", "registry-1.docker.io", "registry-1.docker.io:443" ->
                List.of("docker.io", "index.docker.io", "registry-1.docker.io");
            default ->
                registry.endsWith(":443")
                        ? List.of(registry, registry.substring(0, registry.length() - ":443".length()))
                        : registry.endsWith(":80")
                                ? List.of(registry, registry.substring(0, registry.length() - ":80".length()))
                                : List.of(registry);
        };
    }

    /** This, and what the other one says differently or besides. */
    RegistriesConfiguration and(RegistriesConfiguration over) {
        Map<String, HostSettings> allHosts = new HashMap<>(hosts);
        allHosts.putAll(over.hosts);
        Map<String, Reference> allAliases = new HashMap<>(aliases);
        allAliases.putAll(over.aliases);
        return new RegistriesConfiguration(
                allHosts,
                allAliases,
                over.defaultRegistry.isEmpty() ? defaultRegistry : over.defaultRegistry,
                over.parallel == 0 ? parallel : over.parallel);
    }

    /**
     * The name in full: by an alias, else in the default registry, which the environment says before the files do.
     *
     * @param environment of the user
     */
    public Reference fullName(Reference name, Map<String, String> environment) {
        Reference alias = name.registry() == null ? aliases.get(name.repository()) : null;
        if (alias != null) {
            return new Reference(alias.registry(), alias.repository(), name.tag(), name.digest()).withDefaultTag();
        }
        for (String variable : List.of("ATOLL_DEFAULT_REGISTRY", "PELAGOS_DEFAULT_REGISTRY")) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                return name.withDefaultRegistry(value);
            }
        }
        return name.withDefaultRegistry(defaultRegistry.isEmpty() ? DOCKER_HUB : defaultRegistry);
    }
}
