package io.atoll.runtime.internal;

import io.atoll.api.image.Digest;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.Security;
import io.atoll.runtime.internal.mount.MountPoint;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * @param entrypoint how many words of the command are the entrypoint; -1 if an earlier version did not note it
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
        List<MountPoint> mounts,
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
        Map<String, String> labels,
        int entrypoint) {
    ContainerConfig {
        layers = List.copyOf(layers);
        command = List.copyOf(command);
        env = List.copyOf(env);
        mounts = List.copyOf(mounts);
        annotations = Map.copyOf(annotations);
        labels = Map.copyOf(labels);
    }

    /** The same, its layers and its mounts' known. */
    ContainerConfig withLayers(List<Digest> keys, List<MountPoint> known) {
        return with(name, keys, known, resources, lifecycle);
    }

    /** The same under another name. */
    ContainerConfig withName(String newName) {
        return with(newName, layers, mounts, resources, lifecycle);
    }

    /** The same with other limits. */
    ContainerConfig withResources(Resources limits) {
        return with(name, layers, mounts, limits, lifecycle);
    }

    ContainerConfig withLifecycle(Lifecycle changed) {
        return with(name, layers, mounts, resources, changed);
    }

    private ContainerConfig with(
            String newName, List<Digest> keys, List<MountPoint> known, Resources limits, Lifecycle changed) {
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
                known,
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
                labels,
                entrypoint);
    }

    /** Everything of the store it needs: its own layers, and those of the images it mounts. */
    Set<Digest> needed() {
        Set<Digest> all = new LinkedHashSet<>(layers);
        mounts.forEach(mount -> all.addAll(mount.layers()));
        return all;
    }

    /** The first 12 digits of the id, as people are shown it. */
    String shortId() {
        return id.substring(0, 12);
    }
}
