package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ContainerSpec.Volume;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.Security;
import io.atoll.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerJsonTest {
    @Test
    void everythingIsKept() {
        ContainerConfig config = TestConfigs.config(
                true, false, Network.HOST, List.of(new Volume("/ünï", "/b", true)), List.of("a", "", "c\td"));
        assertEquals(config, ContainerJson.read(Json.canonical(ContainerJson.write(config)), "test"));
        ContainerConfig isolated = TestConfigs.isolated(
                new Security(
                        true,
                        List.of("CAP_SYS_ADMIN"),
                        List.of("ALL"),
                        false,
                        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"ü\": 1}",
                        "a",
                        List.of("/m"),
                        List.of("/u"),
                        List.of("g")),
                new Namespaces(
                        new Source.Of("ab"),
                        new Source.Host(),
                        new Source.Own(),
                        new Source.Host(),
                        new Source.Of("cd"),
                        false,
                        1234L,
                        Map.of("net.core.somaxconn", "1")),
                new Devices(List.of(new Devices.Mapping("/dev/ünï", "/dev/a", "rm")), List.of("c 1:* r")),
                new ProcessLimits(List.of(new ProcessLimits.Ulimit("core", 0, -1)), -5),
                new Dns(List.of("192.0.2.1"), List.of("a"), List.of("b"), List.of(new Dns.Host("h", "::1")), "d"));
        assertEquals(isolated, ContainerJson.read(Json.canonical(ContainerJson.write(isolated)), "test"));
    }

    @Test
    void whatAnOlderEngineWroteHasTheDefaults() {
        ObjectNode node = ContainerJson.write(TestConfigs.plain());
        node.remove(List.of("security", "namespaces", "devices", "processLimits", "dns", "annotations"));
        assertEquals(TestConfigs.plain(), ContainerJson.read(Json.canonical(node), "test"));
    }
}
