package io.atoll.cli.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciRuntime;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll oci ps}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci ps", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Show the processes of a container.",
        footer = {"Examples:", "  atoll oci ps box", "  atoll oci ps -f json box", "", "Exit status: 0; 1 if it failed."
        })
public final class OciPsCommand extends OciCommand {
    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "table (default) or json: the process ids.")
    private String format = "table";

    @Parameters(index = "0", paramLabel = "ID", description = "The container.")
    private String id = "";

    @Parameters(index = "1..*", paramLabel = "OPTION...", description = "For ps(1), instead of -ef; accepted as -ef.")
    private List<String> options = List.of();

    @Activate
    public OciPsCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) {
        List<Long> pids = runtime.processes(container(context, id));
        if (format.equals("json")) {
            context.out().println(pids);
            return 0;
        }
        if (!options.isEmpty() && !options.equals(List.of("-ef"))) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED, "options of ps other than -ef are not there yet; use --format json");
        }
        Table table = new Table("  ", "PID", "COMMAND");
        for (long pid : pids) {
            String command = ProcessHandle.of(pid)
                    .flatMap(process -> process.info().commandLine())
                    .orElse("");
            table.row(Long.toString(pid), command);
        }
        table.print(context.out());
        return 0;
    }
}
