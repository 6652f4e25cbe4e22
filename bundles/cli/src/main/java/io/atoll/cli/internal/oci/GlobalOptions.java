package io.atoll.cli.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.CommandContext;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command of {@code atoll oci} takes, before or behind its name. */
@SuppressWarnings("UnusedVariable") // what is accepted is accepted because callers say it
final class GlobalOptions {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            description =
                    "Where the state of the containers is: by default /run/atoll/oci, or $$XDG_RUNTIME_DIR/atoll/oci.")
    private @Nullable String root;

    @Option(names = "--log", paramLabel = "FILE", description = "Write errors and warnings to this file too.")
    private @Nullable String log;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text (default) or json.")
    private String logFormat = "text";

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "Accepted; only errors and warnings are logged.")
    private @Nullable String logLevel;

    @Option(names = "--debug", description = "Accepted; the engine's log has what there is to know.")
    private boolean debug;

    @Option(names = "--systemd-cgroup", description = "Have systemd make the control groups; refused: not there yet.")
    private boolean systemdCgroup;

    @Option(names = "--rootless", paramLabel = "true|false|auto", description = "Accepted; the engine's user decides.")
    private @Nullable String rootless;

    void check() {
        if (systemdCgroup) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED, "--systemd-cgroup: systemd's driver is not there yet; leave it out");
        }
        if (!logFormat.equals("text") && !logFormat.equals("json")) {
            throw new AtollException(
                    ErrorCode.INVALID, "--log-format '%s': it has to be text or json".formatted(logFormat));
        }
    }

    /** @param run where the engine has what does not outlive the machine's */
    Path root(CommandContext context, Path run) {
        return root == null
                ? run.resolve("oci")
                : context.directory().resolve(root).normalize();
    }

    /** For errors and warnings; null without {@code --log}. */
    @Nullable
    RuntimeLog log(CommandContext context) {
        return log == null || log.isEmpty()
                ? null
                : new RuntimeLog(context.directory().resolve(log), logFormat.equals("json"));
    }
}
