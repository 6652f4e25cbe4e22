package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.runtime.ExecSpec;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.runtime.internal.security.Filters;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Supplier;

/** Prepares commands in running containers. */
final class Executor {
    private final Path proc;
    private final Syscalls syscalls;
    private final Supplier<SeccompCompiler> seccomp;

    Executor(Path proc, Syscalls syscalls, Supplier<SeccompCompiler> seccomp) {
        this.proc = proc;
        this.syscalls = syscalls;
        this.seccomp = seccomp;
    }

    Launch exec(ContainerEntry entry, ExecSpec spec, LaunchOptions options) {
        ContainerConfig config = entry.config();
        if (spec.command().isEmpty() || spec.command().getFirst().isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID, "no command to run in container %s: give one".formatted(config.name()));
        }
        ContainerProcess process = entry.refresh(Instant.now())
                .process()
                .orElseThrow(() -> new AtollException(
                        ErrorCode.CONFLICT,
                        "cannot run '%s' in container %s: it is not running; 'atoll start %s' starts it"
                                .formatted(spec.command().getFirst(), config.name(), config.name())));
        if (entry.isPaused()) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot run '%s' in container %s: it is paused; 'atoll unpause %s' lets it go on"
                            .formatted(spec.command().getFirst(), config.name(), config.name()));
        }
        byte[] filter = Filters.of(config.security(), ExecCompiler.capabilities(config, spec), seccomp.get());
        byte[] plan = ExecCompiler.compile(
                        config, process, spec, user(config, process, spec), options, ContainerGroups.of(entry), filter)
                .encode();
        return new OneExec(entry, spec, plan);
    }

    private User user(ContainerConfig config, ContainerProcess process, ExecSpec spec) {
        String wanted = spec.user() != null ? spec.user() : config.user();
        try (RunningRoot root = RunningRoot.open(proc, process, syscalls)) {
            return UserResolver.resolve(wanted, config.security().groups(), root::lines);
        }
    }
}
