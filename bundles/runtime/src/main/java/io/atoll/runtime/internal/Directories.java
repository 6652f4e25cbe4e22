package io.atoll.runtime.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Where containers are on disk.
 *
 * <pre>
 * ROOT/containers/ID/   data:  what the storage driver makes, the log; of most containers the state too
 * ROOT/volumes/NAME/     see {@link io.atoll.runtime.internal.volume.VolumeFiles}
 * RUN/containers/ID/    state of a container that is removed when it ends: container.json, pid, exit
 * RUN/groups           where the engine makes control groups
 * RUN/exits/ID          made by the launcher when a container has ended
 * RUN/health/ID         what a running container's health check said, for the next engine
 * RUN/attach/ID         the monitor's socket
 * RUN/rootfs            an empty directory: where each launcher mounts, in its own mount namespace
 * </pre>
 *
 * State is three files, each written once by renaming: {@code container.json} by the engine, {@code pid} and {@code exit} by the
 * launcher. What a container is doing follows from which of them are there, so no engine need have been running when it happened.
 */
record Directories(Path root, Path run, Path home) {
    /**
     * The name of the control group that holds the containers'. Engines of other roots, which may run beside this one, have theirs.
     */
    String groupName() {
        return root.equals(Path.of("/var/lib/atoll"))
                ? "atoll"
                : "atoll-%08x".formatted(root.toString().hashCode());
    }

    Path containers() {
        return root.resolve("containers");
    }

    Path volumes() {
        return root.resolve("volumes");
    }

    Path volatileContainers() {
        return run.resolve("containers");
    }

    Path groupHolders() {
        return run.resolve("groups");
    }

    Path exits() {
        return run.resolve("exits");
    }

    Path attachSockets() {
        return run.resolve("attach");
    }

    Path health() {
        return run.resolve("health");
    }

    Path mountpoint() {
        return run.resolve("rootfs");
    }

    Path data(String id) {
        return containers().resolve(id);
    }

    Path state(String id, boolean autoRemove) {
        return autoRemove ? volatileContainers().resolve(id) : data(id);
    }

    Path log(String id) {
        return data(id).resolve("log");
    }

    Path attach(String id) {
        return attachSockets().resolve(id);
    }

    Path exit(String id) {
        return exits().resolve(id);
    }

    /** Those of the runtime. What containers write may be set-user-id: no other user of this machine may get at it. */
    void make() throws IOException {
        for (Path directory :
                List.of(containers(), volatileContainers(), exits(), attachSockets(), health(), mountpoint())) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
