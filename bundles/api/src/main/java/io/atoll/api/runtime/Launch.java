package io.atoll.api.runtime;

import io.atoll.api.AtollException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A container being launched by its caller, who executes {@link #plan} and reports what came of it. Closed without a report, the launch
 * counts as failed, and a container with {@code --rm} is removed.
 */
@ProviderType
public interface Launch extends AutoCloseable {
    Container container();

    /** The launch plan, encoded (docs/launch-plan.md). */
    byte[] plan();

    /**
     * The container runs.
     *
     * @param startTime field 22 of {@code /proc/PID/stat}: tells this process from a later one of the same number
     */
    void started(long pid, long startTime);

    /**
     * The plan failed.
     *
     * @param index of the operation in the plan, from 0
     * @param detail what the operation was about
     * @return the error to report: COMMAND_NOT_FOUND, NOT_EXECUTABLE or KERNEL
     */
    AtollException failed(int index, String operation, String detail, int errno, String text);

    /** The container, in the foreground, has ended. */
    void exited(int code);

    @Override
    void close();
}
