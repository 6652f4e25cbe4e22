package io.atoll.api.oci;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A further process in a container. Null, or empty, means: as the container's own.
 *
 * @param process a file with the {@code process} object of a configuration, instead of all that follows
 * @param command the program and its arguments
 * @param env {@code NAME=value}, added
 * @param user {@code UID[:GID]}
 * @param capabilities added to the container's own
 * @param ignorePaused whether it may wait in a container that is paused
 */
public record OciExec(
        @Nullable Path process,
        List<String> command,
        List<String> env,
        @Nullable String user,
        List<Integer> additionalGids,
        @Nullable String cwd,
        boolean terminal,
        List<String> capabilities,
        boolean noNewPrivileges,
        @Nullable String apparmorProfile,
        @Nullable String processLabel,
        boolean ignorePaused,
        OciConsole console) {
    public OciExec {
        command = List.copyOf(command);
        env = List.copyOf(env);
        additionalGids = List.copyOf(additionalGids);
        capabilities = List.copyOf(capabilities);
    }
}
