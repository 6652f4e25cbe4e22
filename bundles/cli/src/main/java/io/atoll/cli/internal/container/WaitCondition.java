package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Container.Health;
import io.atoll.api.runtime.Container.Status;
import io.atoll.api.runtime.ContainerRuntime;
import org.jspecify.annotations.Nullable;

/** What {@code wait --condition} waits for. */
enum WaitCondition {
    STOPPED,
    RUNNING,
    HEALTHY,
    UNHEALTHY,
    REMOVED;

    private static final long POLL_MILLIS = 50;

    private boolean holds(Container container) {
        return switch (this) {
            case STOPPED -> !container.isRunning() && container.status() != Status.RESTARTING;
            case RUNNING -> container.status() == Status.RUNNING;
            case HEALTHY -> container.health() == Health.HEALTHY;
            case UNHEALTHY -> container.health() == Health.UNHEALTHY;
            case REMOVED -> false;
        };
    }

    /** @throws AtollException INVALID if there is no such condition */
    static WaitCondition parse(String text) {
        return switch (text) {
            case "stopped", "exited", "not-running" -> STOPPED;
            case "running" -> RUNNING;
            case "healthy" -> HEALTHY;
            case "unhealthy" -> UNHEALTHY;
            case "removed" -> REMOVED;
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown condition '%s': expected stopped, running, healthy, unhealthy or removed"
                                .formatted(text));
        };
    }

    /** @return its exit code; -1 if it has none */
    int await(ContainerRuntime runtime, String name) throws InterruptedException {
        Container container = runtime.get(name);
        if (this == STOPPED) {
            return runtime.await(container.id());
        }
        Container last = container;
        while (!holds(last)) {
            Thread.sleep(POLL_MILLIS);
            Container now = find(runtime, container.id());
            if (now == null && this == REMOVED) {
                break;
            } else if (now == null) {
                throw new AtollException(
                        ErrorCode.NOT_FOUND, "container %s was removed meanwhile".formatted(container.name()));
            }
            last = now;
        }
        Integer code = last.exitCode();
        return code == null ? -1 : code;
    }

    private static @Nullable Container find(ContainerRuntime runtime, String id) {
        try {
            return runtime.get(id);
        } catch (AtollException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }
}
