package io.atoll.runtime.internal;

import io.atoll.api.image.Digest;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ContainerSpec.Volume;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.Security;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a container is, decided at its creation from what was asked for and what the image says, and never changed.
 *
 * @param image the name it was made from
 * @param layers their keys, bottom first: see {@link io.atoll.api.store.Layer#key}
 * @param command entrypoint and arguments, never empty
 * @param env the image's and the user's, without what every container gets
 * @param user {@code user[:group]} or empty
 * @param workingDir absolute
 * @param hostname empty: the host's
 * @param stopSignal its number
 * @param stopTimeout in seconds, negative for ever; null for the usual
 * @param lifecycle its health check complete with the image's
 * @param storage the driver's name
 */
record ContainerConfig(
        String id,
        String name,
        String image,
        String imageDigest,
        Instant created,
        List<Digest> layers,
        List<String> command,
        List<String> env,
        String user,
        String workingDir,
        String hostname,
        boolean readOnly,
        Network network,
        List<Volume> volumes,
        boolean terminal,
        boolean interactive,
        boolean autoRemove,
        boolean init,
        int stopSignal,
        @Nullable Integer stopTimeout,
        String storage,
        Resources resources,
        Lifecycle lifecycle,
        Security security,
        Namespaces namespaces,
        Devices devices,
        ProcessLimits processLimits,
        Dns dns,
        Map<String, String> annotations,
        Map<String, String> labels) {
    ContainerConfig {
        layers = List.copyOf(layers);
        command = List.copyOf(command);
        env = List.copyOf(env);
        volumes = List.copyOf(volumes);
        annotations = Map.copyOf(annotations);
        labels = Map.copyOf(labels);
    }

    /** The same, its layers known. */
    ContainerConfig withLayers(List<Digest> keys) {
        return with(name, keys, resources, lifecycle);
    }

    /** The same under another name. */
    ContainerConfig withName(String newName) {
        return with(newName, layers, resources, lifecycle);
    }

    /** The same with other limits. */
    ContainerConfig withResources(Resources limits) {
        return with(name, layers, limits, lifecycle);
    }

    ContainerConfig withLifecycle(Lifecycle changed) {
        return with(name, layers, resources, changed);
    }

    private ContainerConfig with(String newName, List<Digest> keys, Resources limits, Lifecycle changed) {
        return new ContainerConfig(
                id,
                newName,
                image,
                imageDigest,
                created,
                keys,
                command,
                env,
                user,
                workingDir,
                hostname,
                readOnly,
                network,
                volumes,
                terminal,
                interactive,
                autoRemove,
                init,
                stopSignal,
                stopTimeout,
                storage,
                limits,
                changed,
                security,
                namespaces,
                devices,
                processLimits,
                dns,
                annotations,
                labels);
    }

    /** The first 12 digits of the id, as people are shown it. */
    String shortId() {
        return id.substring(0, 12);
    }
}
