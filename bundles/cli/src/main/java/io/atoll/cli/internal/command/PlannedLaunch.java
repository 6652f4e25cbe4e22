package io.atoll.cli.internal.command;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Launch;

/** A launch with another plan. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PlannedLaunch(Launch launch, byte[] plan) implements Launch {
    @Override
    public Container container() {
        return launch.container();
    }

    @Override
    public void started(long pid, long startTime) {
        launch.started(pid, startTime);
    }

    @Override
    public AtollException failed(int index, String operation, String detail, int errno, String text) {
        return launch.failed(index, operation, detail, errno, text);
    }

    @Override
    public void exited(int code) {
        launch.exited(code);
    }

    @Override
    public void close() {
        launch.close();
    }
}
