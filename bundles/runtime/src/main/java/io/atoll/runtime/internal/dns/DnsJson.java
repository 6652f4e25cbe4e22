package io.atoll.runtime.internal.dns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.Dns.Host;
import io.atoll.json.Json;
import java.util.ArrayList;
import java.util.List;

/** How a container finds names, to and from {@code container.json}; what is not there is the default. */
public final class DnsJson {
    private DnsJson() {}

    public static ObjectNode write(Dns dns) {
        ObjectNode node = Json.object();
        put(node, "servers", dns.servers());
        put(node, "searches", dns.searches());
        put(node, "options", dns.options());
        if (!dns.hosts().isEmpty()) {
            ArrayNode hosts = node.putArray("hosts");
            dns.hosts()
                    .forEach(host -> hosts.addObject().put("name", host.name()).put("address", host.address()));
        }
        if (dns.domain() != null) {
            node.put("domain", dns.domain());
        }
        return node;
    }

    public static Dns read(JsonNode node) {
        if (node.isEmpty()) {
            return Dns.DEFAULT;
        }
        List<Host> hosts = new ArrayList<>();
        for (JsonNode host : node.path("hosts")) {
            hosts.add(new Host(host.path("name").asText(), host.path("address").asText()));
        }
        return new Dns(
                list(node, "servers"),
                list(node, "searches"),
                list(node, "options"),
                hosts,
                node.has("domain") ? node.path("domain").asText() : null);
    }

    private static void put(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(node.putArray(name)::add);
        }
    }

    private static List<String> list(JsonNode node, String name) {
        List<String> values = new ArrayList<>();
        node.path(name).forEach(value -> values.add(value.asText()));
        return values;
    }
}
