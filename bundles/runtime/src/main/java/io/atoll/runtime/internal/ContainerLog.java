package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ContainerRuntime.LogReader;
import io.atoll.api.runtime.LogQuery;
import io.atoll.api.runtime.LogSettings.Driver;
import io.atoll.runtime.internal.log.LogFiles;
import io.atoll.runtime.internal.log.QueriedLog;
import io.atoll.runtime.internal.log.RecordFormat;
import java.nio.file.Path;
import java.time.Instant;

/** Opens containers' logs. */
final class ContainerLog {
    private ContainerLog() {}

    /** @throws AtollException UNSUPPORTED if its output is not kept */
    static LogReader open(ContainerEntry entry, Path file, LogQuery query) {
        Driver driver = entry.config().lifecycle().log().driver();
        RecordFormat format = switch (driver) {
            case K8S_FILE -> RecordFormat.CRI;
            case JSON_FILE -> RecordFormat.JSON;
            case NONE ->
                throw new AtollException(
                        ErrorCode.UNSUPPORTED,
                        "cannot read the log of container %s: with the log driver 'none' its output is not kept"
                                .formatted(entry.config().name()));
        };
        return new QueriedLog(
                new LogFiles(file, entry.config().lifecycle().log().maxFiles()), format, query, () -> isOver(entry));
    }

    private static boolean isOver(ContainerEntry entry) {
        return !entry.refresh(Instant.now()).isRunning() && !entry.isLaunching() && !entry.isAwaitingRestart();
    }
}
