package io.atoll.cli.internal.oci;

import io.atoll.api.oci.OciExec;
import io.atoll.api.oci.OciRuntime;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll oci exec}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci exec", Command.GROUP + "=" + OciCommand.GROUP, Command.STOP + "=true"})
@picocli.CommandLine.Command(
        description = "Run a further process in a container.",
        footer = {
            "Examples:",
            "  atoll oci exec box ps",
            "  atoll oci exec -t box sh",
            "  atoll oci exec --process process.json --detach --pid-file p box",
            "",
            "Exit status: the process's; 0 with --detach; 255 if it failed."
        })
public final class OciExecCommand extends OciCommand {
    private static final int FAILED = 255;

    @Option(
            names = {"-p", "--process"},
            paramLabel = "FILE",
            description = "What to run, as the 'process' of a config.json.")
    private @Nullable String process;

    @Option(
            names = {"-t", "--tty"},
            description = "Give it a terminal.")
    private boolean terminal;

    @Option(
            names = {"-d", "--detach"},
            description = "Leave it running.")
    private boolean detach;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "UID[:GID]",
            description = "User and group, by number.")
    private @Nullable String user;

    @Option(
            names = {"-g", "--additional-gids"},
            paramLabel = "GID",
            description = "A further group.")
    private List<Integer> groups = List.of();

    @Option(names = "--cwd", paramLabel = "DIR", description = "Working directory in the container.")
    private @Nullable String cwd;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "A variable for its environment.")
    private List<String> environment = List.of();

    @Option(
            names = {"-c", "--cap"},
            paramLabel = "CAPABILITY",
            description = "A further capability.")
    private List<String> capabilities = List.of();

    @Option(names = "--no-new-privs", description = "Let it gain no privileges.")
    private boolean noNewPrivileges;

    @Option(names = "--apparmor", paramLabel = "PROFILE", description = "AppArmor profile.")
    private @Nullable String apparmor;

    @Option(names = "--process-label", paramLabel = "LABEL", description = "SELinux label.")
    private @Nullable String label;

    @Option(names = "--ignore-paused", description = "Also in a paused container: it waits there.")
    private boolean ignorePaused;

    @Mixin
    private ConsoleOptions console = new ConsoleOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "The container.")
    private String id = "";

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND [ARGUMENT...]",
            hideParamSyntax = true,
            description = "What to run.")
    private List<String> command = List.of();

    @Activate
    public OciExecCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) throws InterruptedException {
        OciExec what = new OciExec(
                process == null ? null : context.directory().resolve(process),
                command,
                environment,
                user,
                groups,
                cwd,
                terminal,
                capabilities,
                noNewPrivileges,
                apparmor,
                label,
                ignorePaused,
                console.resolve(context, detach));
        try (Launch launch = runtime.exec(container(context, id), what)) {
            return context.launch(launch, detach ? LaunchMode.DETACHED : LaunchMode.FOREGROUND);
        }
    }

    @Override
    int failed() {
        return FAILED;
    }
}
