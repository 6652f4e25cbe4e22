package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Launch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One launch, from its plan to what came of it. */
final class OneLaunch implements Launch {
    private final ContainerEntry entry;
    private final byte[] plan;
    private final Remover remover;
    private @Nullable ContainerProcess process;
    private boolean reported;

    OneLaunch(ContainerEntry entry, byte[] plan, Remover remover) {
        this.entry = entry;
        this.plan = plan.clone();
        this.remover = remover;
    }

    @Override
    public Container container() {
        return entry.snapshot();
    }

    @Override
    public byte[] plan() {
        return plan.clone();
    }

    @Override
    public void started(long pid, long startTime) {
        reported = true;
        process = new ContainerProcess(pid, startTime);
        entry.launched(pid, startTime, Instant.now());
    }

    @Override
    public AtollException failed(int index, String operation, String detail, int errno, String text) {
        reported = true;
        entry.launchFailed();
        remover.afterFailedLaunch(entry);
        return Failures.of(entry.config(), index, operation, detail, errno, text);
    }

    @Override
    public void exited(int code) {
        ContainerProcess ended = process;
        if (ended != null) {
            entry.ended(ended, code, Instant.now());
        }
        remover.afterEnd(entry);
    }

    @Override
    public void close() {
        if (!reported) {
            // The caller is gone. It may have launched: then the pid file says so, now or, at the next look, soon.
            entry.launchFailed();
            entry.refresh(Instant.now());
            remover.afterFailedLaunch(entry);
        }
        if (entry.config().autoRemove() && !entry.isRunning()) {
            remover.afterEnd(entry);
        }
    }
}
