package io.atoll.registry.internal.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.image.Reference;
import io.atoll.json.Json;
import io.atoll.registry.internal.config.HostSettings.ClientCertificate;
import io.atoll.registry.internal.config.HostSettings.Mirror;
import io.atoll.registry.internal.http.HostPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Parses a {@code registries.json}. What it does not understand it refuses, with the name of the member. */
final class RegistriesFile {
    private static final int MOST_PARALLEL = 64;
    private static final int MOST_MIRRORS = 16;

    private final Path file;

    private RegistriesFile(Path file) {
        this.file = file;
    }

    static RegistriesConfiguration parse(Path file, byte[] bytes) {
        JsonNode root;
        try {
            root = Json.parse(JsonComments.blank(bytes), file.toString());
        } catch (AtollException e) {
            throw Members.invalid(file, String.valueOf(e.getMessage()));
        }
        return new RegistriesFile(file).configuration(new Members(file, "", root));
    }

    private RegistriesConfiguration configuration(Members root) {
        Map<String, HostSettings> hosts = new HashMap<>();
        root.map("registries").forEach((name, node) -> {
            String place = "registries[\"%s\"]".formatted(name);
            hosts.put(host(name, place), settings(new Members(file, place, node), true));
        });
        Map<String, Reference> aliases = new HashMap<>();
        root.map("aliases").forEach((name, node) -> {
            String place = "aliases[\"%s\"]".formatted(name);
            aliases.put(shortName(name, place), fullName(root.text(node, place), place));
        });
        String defaultRegistry = root.text("defaultRegistry").orElse("");
        if (!defaultRegistry.isEmpty()) {
            Reference unused =
                    checked("defaultRegistry", () -> Reference.parse("name").withDefaultRegistry(defaultRegistry));
        }
        int parallel = root.number("parallel", MOST_PARALLEL);
        root.end();
        return new RegistriesConfiguration(hosts, aliases, defaultRegistry, parallel);
    }

    private HostSettings settings(Members members, boolean mayHaveMirrors) {
        List<Mirror> mirrors = new ArrayList<>();
        if (mayHaveMirrors) {
            members.list("mirrors").forEach((place, node) -> mirrors.add(mirror(place, node, members)));
            if (mirrors.size() > MOST_MIRRORS) {
                throw Members.invalid(file, "%s has more than %d".formatted(members.member("mirrors"), MOST_MIRRORS));
            }
        }
        List<Path> ca = members.paths("ca");
        Optional<Path> certificate = members.file("clientCertificate");
        Optional<Path> key = members.file("clientKey");
        if (certificate.isPresent() != key.isPresent()) {
            throw Members.invalid(
                    file,
                    "%s and %s go together"
                            .formatted(members.member("clientCertificate"), members.member("clientKey")));
        }
        boolean insecure = members.flag("insecure");
        Optional<ProxySetting> proxy = members.text("proxy").map(text -> proxy(text, members.member("proxy")));
        boolean blocked = mayHaveMirrors && members.flag("blocked");
        int parallel = members.number("parallel", MOST_PARALLEL);
        members.end();
        return new HostSettings(
                file.toString(),
                mirrors,
                ca,
                certificate.map(path -> new ClientCertificate(path, key.orElseThrow())),
                insecure,
                proxy,
                blocked,
                parallel);
    }

    private Mirror mirror(String place, JsonNode node, Members members) {
        if (node.isTextual()) {
            return new Mirror(location(members.text(node, place), place), Optional.empty());
        }
        Members own = new Members(file, place, node);
        String location = location(
                own.text("location").orElseThrow(() -> Members.invalid(file, place + " needs a location")),
                own.member("location"));
        HostSettings settings = settings(own, false);
        return new Mirror(location, Optional.of(settings));
    }

    private ProxySetting proxy(String text, String place) {
        return text.equals("none") ? ProxySetting.NONE : ProxySetting.parse(text, "%s in %s".formatted(place, file));
    }

    private String host(String name, String place) {
        HostPort unused = checked(place, () -> HostPort.parse(name));
        return name.toLowerCase(Locale.ROOT);
    }

    /** {@code host[:port][/path]}; a scheme would say nothing that insecure does not. */
    private String location(String text, String place) {
        Reference parsed = checked(place, () -> {
            int slash = text.indexOf('/');
            HostPort unused = HostPort.parse(slash < 0 ? text : text.substring(0, slash));
            return new Reference(null, slash < 0 ? "any" : text.substring(slash + 1), null, null);
        });
        return parsed.repository().isEmpty() ? "" : text;
    }

    private String shortName(String name, String place) {
        Reference parsed = checked(place, () -> Reference.parse(name));
        if (parsed.registry() != null || parsed.tag() != null || parsed.digest() != null) {
            throw Members.invalid(file, place + " is no short name: expected one without registry, tag and digest");
        }
        return parsed.repository();
    }

    private Reference fullName(String text, String place) {
        Reference parsed = checked(place, () -> Reference.parse(text));
        if (parsed.registry() == null || parsed.tag() != null || parsed.digest() != null) {
            throw Members.invalid(file, place + " must be REGISTRY/REPOSITORY without tag and digest");
        }
        return parsed;
    }

    private <T> T checked(String place, java.util.function.Supplier<T> parse) {
        try {
            return parse.get();
        } catch (AtollException e) {
            throw Members.invalid(file, "%s: %s".formatted(place, e.getMessage()));
        }
    }
}
