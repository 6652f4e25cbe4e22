package io.atoll.api.oci;

import io.atoll.api.runtime.TerminalSize;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a process's input and output are, and who its parent is.
 *
 * @param detach whether it is left behind when it runs, to whoever adopts the orphans of its caller
 * @param socket gets the master of the process's terminal ({@code SCM_RIGHTS}); null: the terminal is the caller's own, or there is none
 * @param size of the caller's terminal
 * @param preservedDescriptors how many of the caller's descriptors, from 3 on, are the process's too
 * @param activated how many of those came by socket activation ({@code LISTEN_FDS})
 * @param pidFile gets the process id; null for none
 */
public record OciConsole(
        boolean detach,
        @Nullable Path socket,
        TerminalSize size,
        int preservedDescriptors,
        int activated,
        @Nullable Path pidFile) {}
