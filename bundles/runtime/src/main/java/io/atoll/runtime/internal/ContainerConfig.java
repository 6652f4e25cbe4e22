package io.atoll.runtime.internal;

import io.atoll.api.image.Digest;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ContainerSpec.Volume;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.api.runtime.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
        String storage,
        Resources resources,
        Lifecycle lifecycle,
        Map<String, String> labels) {
    ContainerConfig {
        layers = List.copyOf(layers);
        command = List.copyOf(command);
        env = List.copyOf(env);
        volumes = List.copyOf(volumes);
        labels = Map.copyOf(labels);
    }

    /** The same, its layers known. */
    ContainerConfig withLayers(List<Digest> keys) {
        return with(name, keys, lifecycle);
    }

    /** The same under another name. */
    ContainerConfig withName(String newName) {
        return with(newName, layers, lifecycle);
    }

    ContainerConfig withLifecycle(Lifecycle changed) {
        return with(name, layers, changed);
    }

    private ContainerConfig with(String newName, List<Digest> keys, Lifecycle changed) {
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
                storage,
                resources,
                changed,
                labels);
    }

    /** The first 12 digits of the id, as people are shown it. */
    String shortId() {
        return id.substring(0, 12);
    }
}
