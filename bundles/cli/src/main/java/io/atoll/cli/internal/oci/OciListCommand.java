package io.atoll.cli.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciContainer;
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

/** {@code atoll oci list}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci list", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "List the containers of a root.",
        footer = {
            "Examples:",
            "  atoll oci list",
            "  atoll-oci --root /run/mine list -f json",
            "",
            "Exit status: 0; 1 if it failed."
        })
public final class OciListCommand extends OciCommand {
    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "table (default) or json.")
    private String format = "table";

    @Option(
            names = {"-q", "--quiet"},
            description = "Only the ids.")
    private boolean quiet;

    @Activate
    public OciListCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) {
        List<OciContainer> found = runtime.list(root(context));
        if (quiet) {
            found.forEach(container -> context.out().println(container.id()));
        } else if (format.equals("json")) {
            context.out().print(StateJson.text(StateJson.list(found)));
        } else if (format.equals("table")) {
            table(context, found);
        } else {
            throw new AtollException(ErrorCode.INVALID, "--format '%s': it has to be table or json".formatted(format));
        }
        return 0;
    }

    private static void table(CommandContext context, List<OciContainer> found) {
        Table table = new Table("  ", "ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");
        for (OciContainer one : found) {
            table.row(
                    one.id(),
                    Long.toString(one.pid()),
                    one.status().text(),
                    one.bundle().toString(),
                    one.created().toString(),
                    one.owner() == 0 ? "root" : "#" + one.owner());
        }
        table.print(context.out());
    }
}
