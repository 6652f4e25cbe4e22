package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.runtime.ExecSpec;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.runtime.internal.security.Filters;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** Prepares commands in running containers. */
final class Executor {
    private final Path proc;
    private final Syscalls syscalls;
    private final Supplier<SeccompCompiler> seccomp;
    private final ContainerEvents events;
    private final SecureRandom random = new SecureRandom();

    Executor(Path proc, Syscalls syscalls, Supplier<SeccompCompiler> seccomp, ContainerEvents events) {
        this.proc = proc;
        this.syscalls = syscalls;
        this.seccomp = seccomp;
        this.events = events;
    }

    Launch exec(ContainerEntry entry, ExecSpec spec, LaunchOptions options) {
        OneExec exec = new OneExec(entry, spec, plan(entry, spec, options, false), identity(), events);
        exec.created();
        return exec;
    }

    /** The command of a health check, whose output its launcher takes and passes on. Nobody is told of it: there are many. */
    Launch probe(ContainerEntry entry, List<String> command) {
        ExecSpec spec = ExecSpec.of(command);
        LaunchOptions options = new LaunchOptions(LaunchMode.FOREGROUND, TerminalSize.DEFAULT);
        return new OneExec(entry, spec, plan(entry, spec, options, true), "", new ContainerEvents(event -> {}));
    }

    private String identity() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private byte[] plan(ContainerEntry entry, ExecSpec spec, LaunchOptions options, boolean capture) {
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
        return ExecCompiler.compile(
                        config,
                        process,
                        spec,
                        user(config, process, spec),
                        options,
                        capture,
                        ContainerGroups.of(entry),
                        filter)
                .encode();
    }

    private User user(ContainerConfig config, ContainerProcess process, ExecSpec spec) {
        String wanted = spec.user() != null ? spec.user() : config.user();
        try (RunningRoot root = RunningRoot.open(proc, process, syscalls)) {
            return UserResolver.resolve(wanted, config.security().groups(), root::lines);
        }
    }
}
