package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ContainerSpec.Volume;
import io.atoll.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerJsonTest {
    @Test
    void everythingIsKept() {
        ContainerConfig config = TestConfigs.config(
                true, false, Network.HOST, List.of(new Volume("/ünï", "/b", true)), List.of("a", "", "c\td"));
        assertEquals(config, ContainerJson.read(Json.canonical(ContainerJson.write(config)), "test"));
    }
}
