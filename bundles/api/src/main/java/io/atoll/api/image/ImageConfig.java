package io.atoll.api.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image's configuration (image-spec 1.1 config.md). Absent values are empty. Made with {@link #builder}.
 *
 * @param created RFC 3339, or empty
 * @param user {@code user[:group]}, names or numbers, or empty
 * @param env {@code NAME=value}
 * @param workingDir absolute, or empty
 * @param volumes paths inside the container
 * @param exposedPorts {@code port/protocol}
 * @param stopSignal for example {@code SIGTERM}, or empty
 * @param healthcheck or null if the image says nothing of it
 * @param shell what a shell-form command is given to (Docker's extension)
 * @param onBuild instructions for images built on this one (Docker's extension)
 * @param diffIds of the layers, bottom first: digests of the uncompressed archives
 * @param history oldest first; as many that are not empty layers as there are layers, or none at all
 */
public record ImageConfig(
        Platform platform,
        String created,
        String author,
        String user,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        String workingDir,
        Map<String, String> labels,
        List<String> volumes,
        List<String> exposedPorts,
        String stopSignal,
        @Nullable Healthcheck healthcheck,
        List<String> shell,
        List<String> onBuild,
        List<Digest> diffIds,
        List<History> history) {
    public ImageConfig {
        env = List.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        labels = Map.copyOf(labels);
        volumes = List.copyOf(volumes);
        exposedPorts = List.copyOf(exposedPorts);
        shell = List.copyOf(shell);
        onBuild = List.copyOf(onBuild);
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /** An empty configuration to fill in. */
    public static Builder builder(Platform platform) {
        return new Builder(platform);
    }

    /** This configuration to change. */
    public Builder toBuilder() {
        return new Builder(platform)
                .created(created)
                .author(author)
                .user(user)
                .env(env)
                .entrypoint(entrypoint)
                .cmd(cmd)
                .workingDir(workingDir)
                .labels(labels)
                .volumes(volumes)
                .exposedPorts(exposedPorts)
                .stopSignal(stopSignal)
                .healthcheck(healthcheck)
                .shell(shell)
                .onBuild(onBuild)
                .diffIds(diffIds)
                .history(history);
    }

    /**
     * The same with one more layer on top. Layers that have no history get an empty entry each, so that the new one's is not taken for theirs.
     *
     * @param step as it is; {@link History#EMPTY} if nothing is known
     */
    public ImageConfig withLayer(Digest diffId, History step) {
        List<History> steps = new ArrayList<>(history);
        long known = history.stream().filter(its -> !its.emptyLayer()).count();
        for (long i = known; i < diffIds.size(); i++) {
            steps.add(History.EMPTY);
        }
        steps.add(step);
        List<Digest> layers = new ArrayList<>(diffIds);
        layers.add(diffId);
        return toBuilder().diffIds(layers).history(steps).build();
    }

    /** Collects a configuration's values. */
    public static final class Builder {
        private final Platform platform;
        private String created = "";
        private String author = "";
        private String user = "";
        private List<String> env = List.of();
        private List<String> entrypoint = List.of();
        private List<String> cmd = List.of();
        private String workingDir = "";
        private Map<String, String> labels = Map.of();
        private List<String> volumes = List.of();
        private List<String> exposedPorts = List.of();
        private String stopSignal = "";
        private @Nullable Healthcheck healthcheck;
        private List<String> shell = List.of();
        private List<String> onBuild = List.of();
        private List<Digest> diffIds = List.of();
        private List<History> history = List.of();

        private Builder(Platform platform) {
            this.platform = platform;
        }

        public Builder created(String value) {
            this.created = value;
            return this;
        }

        public Builder author(String value) {
            this.author = value;
            return this;
        }

        public Builder user(String value) {
            this.user = value;
            return this;
        }

        public Builder env(List<String> value) {
            this.env = value;
            return this;
        }

        public Builder entrypoint(List<String> value) {
            this.entrypoint = value;
            return this;
        }

        public Builder cmd(List<String> value) {
            this.cmd = value;
            return this;
        }

        public Builder workingDir(String value) {
            this.workingDir = value;
            return this;
        }

        public Builder labels(Map<String, String> value) {
            this.labels = value;
            return this;
        }

        public Builder volumes(List<String> value) {
            this.volumes = value;
            return this;
        }

        public Builder exposedPorts(List<String> value) {
            this.exposedPorts = value;
            return this;
        }

        public Builder stopSignal(String value) {
            this.stopSignal = value;
            return this;
        }

        public Builder healthcheck(@Nullable Healthcheck value) {
            this.healthcheck = value;
            return this;
        }

        public Builder shell(List<String> value) {
            this.shell = value;
            return this;
        }

        public Builder onBuild(List<String> value) {
            this.onBuild = value;
            return this;
        }

        public Builder diffIds(List<Digest> value) {
            this.diffIds = value;
            return this;
        }

        public Builder history(List<History> value) {
            this.history = value;
            return this;
        }

        public ImageConfig build() {
            return new ImageConfig(
                    platform,
                    created,
                    author,
                    user,
                    env,
                    entrypoint,
                    cmd,
                    workingDir,
                    labels,
                    volumes,
                    exposedPorts,
                    stopSignal,
                    healthcheck,
                    shell,
                    onBuild,
                    diffIds,
                    history);
        }
    }
}
