package io.atoll.api.runtime;

import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What container is wanted. Null or empty means: as the image says, else the default.
 *
 * @param image a stored image's name
 * @param platform which image of an index: see {@link io.atoll.api.store.ImageStore#find(Reference, Platform)}. Null for this machine's
 * @param name or null for one made up
 * @param command replaces the image's CMD
 * @param entrypoint replaces the image's; an empty list is no entrypoint; null the image's
 * @param env {@code NAME=value}, added to and overriding the image's
 * @param mounts at most one for a target
 * @param volumesFrom containers whose mounts it has too, where {@code mounts} has nothing for the target; the last one counts
 * @param user {@code user[:group]}, names or numbers
 * @param network {@code none} or {@code host}
 * @param terminal whether it gets a pseudo-terminal
 * @param interactive whether its standard input is kept open
 * @param autoRemove whether it is removed when it ends
 * @param init whether a small init runs as its first process
 * @param storage a storage driver's name, or null for the configured one
 * @param stopSignal name or number
 * @param stopTimeout how many seconds {@code stop} waits before SIGKILL; null for 10
 * @param resources its limits
 * @param lifecycle what is done for it while it lives and when it ends
 * @param annotations for those who look at it from outside; the container does not see them
 */
public record ContainerSpec(
        Reference image,
        @Nullable Platform platform,
        @Nullable String name,
        List<String> command,
        @Nullable List<String> entrypoint,
        List<String> env,
        List<Mount> mounts,
        List<VolumesFrom> volumesFrom,
        @Nullable String workingDir,
        @Nullable String user,
        @Nullable String hostname,
        boolean readOnly,
        Network network,
        boolean terminal,
        boolean interactive,
        boolean autoRemove,
        boolean init,
        @Nullable String storage,
        @Nullable String stopSignal,
        @Nullable Integer stopTimeout,
        Resources resources,
        Lifecycle lifecycle,
        Security security,
        Namespaces namespaces,
        Devices devices,
        ProcessLimits processLimits,
        Dns dns,
        Map<String, String> annotations,
        Map<String, String> labels) {
    public ContainerSpec {
        command = List.copyOf(command);
        entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
        env = List.copyOf(env);
        mounts = List.copyOf(mounts);
        volumesFrom = List.copyOf(volumesFrom);
        annotations = Map.copyOf(annotations);
        labels = Map.copyOf(labels);
    }

    /** What of the network the container has. */
    public enum Network {
        /** Its own, with a loopback interface only. */
        NONE,
        /** The host's. */
        HOST
    }

    /** A builder with the defaults. */
    public static Builder of(Reference image) {
        return new Builder(image);
    }

    /** Collects a specification. */
    public static final class Builder {
        private final Reference image;
        private @Nullable Platform platform;
        private @Nullable String name;
        private List<String> command = List.of();
        private @Nullable List<String> entrypoint;
        private List<String> env = List.of();
        private List<Mount> mounts = List.of();
        private List<VolumesFrom> volumesFrom = List.of();
        private @Nullable String workingDir;
        private @Nullable String user;
        private @Nullable String hostname;
        private boolean readOnly;
        private Network network = Network.NONE;
        private boolean terminal;
        private boolean interactive;
        private boolean autoRemove;
        private boolean init;
        private @Nullable String storage;
        private @Nullable String stopSignal;
        private @Nullable Integer stopTimeout;
        private Resources resources = Resources.NONE;
        private Lifecycle lifecycle = Lifecycle.DEFAULT;
        private Security security = Security.DEFAULT;
        private Namespaces namespaces = Namespaces.DEFAULT;
        private Devices devices = Devices.NONE;
        private ProcessLimits processLimits = ProcessLimits.DEFAULT;
        private Dns dns = Dns.DEFAULT;
        private Map<String, String> annotations = Map.of();
        private Map<String, String> labels = Map.of();

        private Builder(Reference image) {
            this.image = image;
        }

        public Builder platform(@Nullable Platform value) {
            platform = value;
            return this;
        }

        public Builder name(@Nullable String value) {
            name = value;
            return this;
        }

        public Builder command(List<String> value) {
            command = value;
            return this;
        }

        public Builder entrypoint(@Nullable List<String> value) {
            entrypoint = value;
            return this;
        }

        public Builder env(List<String> value) {
            env = value;
            return this;
        }

        public Builder mounts(List<Mount> value) {
            mounts = value;
            return this;
        }

        public Builder volumesFrom(List<VolumesFrom> value) {
            volumesFrom = value;
            return this;
        }

        public Builder workingDir(@Nullable String value) {
            workingDir = value;
            return this;
        }

        public Builder user(@Nullable String value) {
            user = value;
            return this;
        }

        public Builder hostname(@Nullable String value) {
            hostname = value;
            return this;
        }

        public Builder readOnly(boolean value) {
            readOnly = value;
            return this;
        }

        public Builder network(Network value) {
            network = value;
            return this;
        }

        public Builder terminal(boolean value) {
            terminal = value;
            return this;
        }

        public Builder interactive(boolean value) {
            interactive = value;
            return this;
        }

        public Builder autoRemove(boolean value) {
            autoRemove = value;
            return this;
        }

        public Builder init(boolean value) {
            init = value;
            return this;
        }

        public Builder storage(@Nullable String value) {
            storage = value;
            return this;
        }

        public Builder stopSignal(@Nullable String value) {
            stopSignal = value;
            return this;
        }

        public Builder stopTimeout(@Nullable Integer value) {
            stopTimeout = value;
            return this;
        }

        public Builder resources(Resources value) {
            resources = value;
            return this;
        }

        public Builder lifecycle(Lifecycle value) {
            lifecycle = value;
            return this;
        }

        public Builder security(Security value) {
            security = value;
            return this;
        }

        public Builder namespaces(Namespaces value) {
            namespaces = value;
            return this;
        }

        public Builder devices(Devices value) {
            devices = value;
            return this;
        }

        public Builder processLimits(ProcessLimits value) {
            processLimits = value;
            return this;
        }

        public Builder dns(Dns value) {
            dns = value;
            return this;
        }

        public Builder annotations(Map<String, String> value) {
            annotations = value;
            return this;
        }

        public Builder labels(Map<String, String> value) {
            labels = value;
            return this;
        }

        public ContainerSpec build() {
            return new ContainerSpec(
                    image,
                    platform,
                    name,
                    command,
                    entrypoint,
                    env,
                    mounts,
                    volumesFrom,
                    workingDir,
                    user,
                    hostname,
                    readOnly,
                    network,
                    terminal,
                    interactive,
                    autoRemove,
                    init,
                    storage,
                    stopSignal,
                    stopTimeout,
                    resources,
                    lifecycle,
                    security,
                    namespaces,
                    devices,
                    processLimits,
                    dns,
                    annotations,
                    labels);
        }
    }
}
