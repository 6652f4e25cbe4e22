package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.ExecSpec;
import io.atoll.api.runtime.Launch;

/** One command in a running container. It lives with its caller or its monitor; nothing is kept of it here. */
final class OneExec implements Launch {
    private final ContainerEntry entry;
    private final ExecSpec spec;
    private final byte[] plan;

    OneExec(ContainerEntry entry, ExecSpec spec, byte[] plan) {
        this.entry = entry;
        this.spec = spec;
        this.plan = plan.clone();
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
    public void started(long pid, long startTime) {}

    @Override
    public AtollException failed(int index, String operation, String detail, int errno, String text) {
        return Failures.ofExec(entry.config(), spec, new Failures.Failure(index, operation, detail, errno, text));
    }

    @Override
    public void exited(int code) {}

    @Override
    public void close() {}
}
