package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources;
import io.atoll.json.Json;
import io.atoll.runtime.internal.cgroup.Limits;
import java.io.IOException;
import java.time.Instant;

/** Changes what containers may use: of running ones, and as it is recorded for the next start. Both, or neither. */
final class Updater {
    private final Directories directories;
    private final ContainerGroups groups;

    Updater(Directories directories, ContainerGroups groups) {
        this.directories = directories;
        this.groups = groups;
    }

    void update(ContainerEntry entry, Resources changes) {
        entry.refresh(Instant.now());
        synchronized (entry) { // It is not launched meanwhile with what it had.
            if (entry.isLaunching()) {
                throw new AtollException(
                        ErrorCode.CONFLICT,
                        "cannot update container %s: it is being started"
                                .formatted(entry.config().name()));
            }
            Resources before = entry.config().resources();
            Resources after = before.with(changes);
            Limits.check(after);
            if (after.equals(before)) {
                return;
            }
            if (entry.isRunning()) {
                groups.change(entry, before, after);
            } else {
                groups.check(entry.config().id(), after);
            }
            try {
                record(entry, entry.config().withResources(after));
            } catch (IOException e) {
                if (entry.isRunning()) {
                    groups.change(entry, after, before);
                }
                throw new AtollException(
                        ErrorCode.KERNEL,
                        "cannot record the limits of container %s: %s"
                                .formatted(entry.config().name(), e),
                        e);
            }
        }
    }

    private void record(ContainerEntry entry, ContainerConfig changed) throws IOException {
        AtomicFiles.write(
                directories.containers(),
                entry.state(),
                Containers.CONFIG,
                Json.canonical(ContainerJson.write(changed)),
                !changed.autoRemove());
        entry.reconfigure(changed);
    }
}
