package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.event.Event.Action;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.ExecSpec;
import io.atoll.api.runtime.Launch;
import java.util.HashMap;
import java.util.Map;

/** One command in a running container. It lives with its caller or its monitor; nothing is kept of it here. */
final class OneExec implements Launch {
    private final ContainerEntry entry;
    private final ExecSpec spec;
    private final byte[] plan;
    private final String id;
    private final ContainerEvents events;

    /** @param id for who follows the events */
    OneExec(ContainerEntry entry, ExecSpec spec, byte[] plan, String id, ContainerEvents events) {
        this.entry = entry;
        this.spec = spec;
        this.plan = plan.clone();
        this.id = id;
        this.events = events;
    }

    void created() {
        publish(Action.EXEC_CREATE, String.join(" ", spec.command()), Map.of());
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
        publish(Action.EXEC_START, String.join(" ", spec.command()), Map.of());
    }

    @Override
    public AtollException failed(int index, String operation, String detail, int errno, String text) {
        return Failures.ofExec(entry.config(), spec, new Failures.Failure(index, operation, detail, errno, text));
    }

    @Override
    public void exited(int code) {
        publish(Action.EXEC_DIE, "", Map.of("exitCode", Integer.toString(code)));
    }

    @Override
    public void close() {}

    private void publish(Action action, String detail, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(more);
        attributes.put("execID", id);
        events.publish(entry.config(), action, detail, attributes);
    }
}
