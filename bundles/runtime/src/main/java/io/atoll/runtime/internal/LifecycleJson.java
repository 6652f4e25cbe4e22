package io.atoll.runtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Healthcheck;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.api.runtime.LogSettings;
import io.atoll.api.runtime.RestartPolicy;
import io.atoll.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is done for a container, to and from {@code container.json}; what is as usual is not there. */
final class LifecycleJson {
    private LifecycleJson() {}

    static ObjectNode write(Lifecycle lifecycle) {
        ObjectNode node = Json.object();
        if (!lifecycle.restart().equals(RestartPolicy.NO)) {
            node.put("restart", lifecycle.restart().toString());
        }
        if (lifecycle.healthcheck() != null) {
            node.set("healthcheck", write(lifecycle.healthcheck()));
        }
        if (!lifecycle.log().equals(LogSettings.DEFAULT)) {
            node.putObject("log")
                    .put("driver", lifecycle.log().driver().toString())
                    .put("maxSize", lifecycle.log().maxSize())
                    .put("maxFiles", lifecycle.log().maxFiles());
        }
        return node;
    }

    private static ObjectNode write(Healthcheck check) {
        ObjectNode node = Json.object();
        ArrayNode test = node.putArray("test");
        check.test().forEach(test::add);
        node.put("interval", check.interval().toString());
        node.put("timeout", check.timeout().toString());
        node.put("startPeriod", check.startPeriod().toString());
        node.put("startInterval", check.startInterval().toString());
        node.put("retries", check.retries());
        return node;
    }

    static Lifecycle read(JsonNode node) {
        return new Lifecycle(
                RestartPolicy.parse(node.path("restart").asText("no")),
                node.has("healthcheck") ? healthcheck(node.path("healthcheck")) : null,
                log(node.path("log")));
    }

    private static Healthcheck healthcheck(JsonNode node) {
        List<String> test = new ArrayList<>();
        node.path("test").forEach(word -> test.add(word.asText()));
        return new Healthcheck(
                test,
                Duration.parse(node.path("interval").asText()),
                Duration.parse(node.path("timeout").asText()),
                Duration.parse(node.path("startPeriod").asText()),
                Duration.parse(node.path("startInterval").asText()),
                node.path("retries").asInt());
    }

    private static LogSettings log(JsonNode node) {
        return node.isMissingNode()
                ? LogSettings.DEFAULT
                : new LogSettings(
                        LogSettings.Driver.parse(node.path("driver").asText()),
                        node.path("maxSize").asLong(),
                        node.path("maxFiles").asInt());
    }
}
