package io.atoll.api.image;

import java.util.List;
import java.util.Map;

/**
 * What of an image's configuration decides how it runs (image-spec 1.1 config.md). Absent values are empty.
 *
 * @param created RFC 3339, or empty
 * @param user {@code user[:group]}, names or numbers, or empty
 * @param env {@code NAME=value}
 * @param workingDir absolute, or empty
 * @param volumes paths inside the container
 * @param exposedPorts {@code port/protocol}
 * @param stopSignal for example {@code SIGTERM}, or empty
 * @param diffIds of the layers, bottom first: digests of the uncompressed archives
 */
public record ImageConfig(
        Platform platform,
        String created,
        String user,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        String workingDir,
        Map<String, String> labels,
        List<String> volumes,
        List<String> exposedPorts,
        String stopSignal,
        List<Digest> diffIds) {
    public ImageConfig {
        env = List.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        labels = Map.copyOf(labels);
        volumes = List.copyOf(volumes);
        exposedPorts = List.copyOf(exposedPorts);
        diffIds = List.copyOf(diffIds);
    }
}
