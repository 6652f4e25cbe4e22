package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Event.Action;
import io.atoll.api.runtime.RestartPolicy;
import io.atoll.json.Json;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Changes what a container is while it is there: its record is written anew, whole. */
final class Changer {
    private final Directories directories;
    private final Containers containers;
    private final ContainerEvents events;

    Changer(Directories directories, Containers containers, ContainerEvents events) {
        this.directories = directories;
        this.containers = containers;
        this.events = events;
    }

    void rename(ContainerEntry entry, String name) {
        Names.check(name);
        synchronized (this) { // or two of one container would each leave the other's name claimed
            String old = entry.config().name();
            if (name.equals(old)) {
                throw new AtollException(
                        ErrorCode.INVALID, "cannot rename container %s: that is its name".formatted(name));
            }
            String id = entry.config().id();
            containers.claimName(name, id);
            try {
                change(entry, config -> config.withName(name));
            } catch (RuntimeException e) {
                containers.releaseName(name, id);
                throw e;
            }
            containers.releaseName(old, id);
            events.publish(entry.config(), Action.RENAME, Map.of("oldName", old));
        }
    }

    void setRestartPolicy(ContainerEntry entry, RestartPolicy policy) {
        if (entry.config().autoRemove() && policy.mode() != RestartPolicy.Mode.NO) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot give container %s the restart policy '%s': it is removed when it ends (--rm)"
                            .formatted(entry.config().name(), policy));
        }
        change(entry, config -> config.withLifecycle(config.lifecycle().withRestart(policy)));
        // One that does not run is not to be started by that.
        entry.restartState(
                entry.isRunning() ? entry.restartState() : entry.restartState().stop());
        if (policy.mode() == RestartPolicy.Mode.NO) {
            entry.cancelRestart();
        }
        events.publish(entry.config(), Action.UPDATE, Map.of());
    }

    void change(ContainerEntry entry, UnaryOperator<ContainerConfig> change) {
        synchronized (entry) {
            ContainerConfig changed = change.apply(entry.config());
            try {
                AtomicFiles.write(
                        directories.containers(),
                        entry.state(),
                        Containers.CONFIG,
                        Json.canonical(ContainerJson.write(changed)),
                        !changed.autoRemove());
            } catch (IOException e) {
                throw new AtollException(
                        ErrorCode.KERNEL,
                        "cannot change container %s: %s"
                                .formatted(entry.config().name(), e),
                        e);
            }
            entry.reconfigure(changed);
        }
    }
}
