package io.atoll.runtime.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Healthcheck;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.api.runtime.Resources;
import io.atoll.json.Json;
import io.atoll.runtime.internal.mount.MountPoint;
import java.nio.file.Path;
import java.util.Locale;

/** A container as {@code inspect} shows it: its record, its state, and where templates made for Docker look for things. */
final class InspectJson {
    private InspectJson() {}

    static ObjectNode write(ContainerEntry entry, boolean outOfMemory, Path log) {
        ContainerConfig config = entry.config();
        Container container = entry.snapshot();
        ObjectNode node = ContainerJson.write(config);
        node.set("state", StateJson.write(container, entry.health(), outOfMemory));
        node.put("restartCount", container.restarts());
        node.put("path", config.command().getFirst());
        strings(
                node.putArray("args"),
                config.command().subList(1, config.command().size()));
        node.put("driver", config.storage());
        node.put("log", log.toString());
        node.put("logPath", log.toString());
        node.set("config", config(config));
        node.set("hostConfig", hostConfig(config));
        return node;
    }

    private static ObjectNode config(ContainerConfig config) {
        ObjectNode node = Json.object();
        node.put("hostname", config.hostname());
        node.put("user", config.user());
        node.put("tty", config.terminal());
        node.put("openStdin", config.interactive());
        node.put("image", config.image());
        node.put("workingDir", config.workingDir());
        node.put("stopSignal", config.stopSignal());
        strings(node.putArray("env"), config.env());
        strings(node.putArray("cmd"), config.command());
        Healthcheck check = config.lifecycle().healthcheck();
        if (check != null) {
            node.set("healthcheck", healthcheck(check));
        }
        ObjectNode labels = node.putObject("labels");
        config.labels().forEach(labels::put);
        return node;
    }

    /** As in an image's configuration: durations are nanoseconds. */
    private static ObjectNode healthcheck(Healthcheck check) {
        ObjectNode node = Json.object();
        strings(node.putArray("test"), check.test());
        node.put("interval", check.interval().toNanos());
        node.put("timeout", check.timeout().toNanos());
        node.put("startPeriod", check.startPeriod().toNanos());
        node.put("startInterval", check.startInterval().toNanos());
        node.put("retries", check.retries());
        return node;
    }

    private static ObjectNode hostConfig(ContainerConfig config) {
        Lifecycle lifecycle = config.lifecycle();
        Resources limits = config.resources();
        ObjectNode node = Json.object();
        node.put("autoRemove", config.autoRemove());
        node.put("readonlyRootfs", config.readOnly());
        node.put("init", config.init());
        node.put("networkMode", config.network().name().toLowerCase(Locale.ROOT));
        node.putObject("restartPolicy")
                .put("name", lifecycle.restart().mode().toString())
                .put("maximumRetryCount", lifecycle.restart().retries());
        ObjectNode log = node.putObject("logConfig");
        log.put("type", lifecycle.log().driver().toString());
        ObjectNode options = log.putObject("config");
        if (lifecycle.log().maxSize() > 0) {
            options.put("max-size", Long.toString(lifecycle.log().maxSize()));
            options.put("max-file", Integer.toString(lifecycle.log().maxFiles()));
        }
        node.put("memory", limits.memory() == null ? 0 : limits.memory());
        node.put("cpuShares", limits.cpuShares() == null ? 0 : limits.cpuShares());
        node.put("pidsLimit", limits.pids());
        strings(
                node.putArray("binds"),
                config.mounts().stream()
                        .map(MountPoint::mount)
                        .filter(BindMount.class::isInstance)
                        .map(mount ->
                                ((BindMount) mount).source() + ":" + mount.target() + (mount.readOnly() ? ":ro" : ""))
                        .toList());
        return node;
    }

    private static void strings(ArrayNode array, Iterable<String> values) {
        values.forEach(array::add);
    }
}
