package io.atoll.runtime.internal.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.json.Json;
import io.atoll.runtime.internal.cgroup.Usage;

/** What a container has used, as runc's events say it. */
final class Statistics {
    private Statistics() {}

    static byte[] json(String id, Usage usage) {
        ObjectNode event = Json.object().put("type", "stats").put("id", id);
        ObjectNode data = event.putObject("data");
        data.putObject("cpu").putObject("usage").put("total", usage.cpuNanos());
        ObjectNode memory = data.putObject("memory").putObject("usage").put("usage", usage.memory());
        if (usage.memoryLimit() != Long.MAX_VALUE) {
            memory.put("limit", usage.memoryLimit());
        }
        data.putObject("pids").put("current", usage.pids());
        ObjectNode block = data.putObject("blkio");
        block.put("read", usage.blockRead()).put("written", usage.blockWritten());
        return Json.canonical(event);
    }
}
