package io.atoll.cli.internal.container.top;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.service.Services;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll top}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=top", Command.GROUP + "=Containers", Command.STOP + "=true"})
@picocli.CommandLine.Command(
        description = "List the processes of a running container.",
        footer = {
            "Nothing of the container is executed. Options are those of the host's ps. Descriptors are Podman's: pid (inside), hpid (the"
                    + " host's), ppid, pgid, user, huser, group, comm, args, state, nice, pcpu, rss, vsz, tty, stime, time, etime.",
            "",
            "Examples:",
            "  atoll top web",
            "  atoll top web -o pid,stat,cmd",
            "  atoll top web pid,hpid,comm",
            "",
            "Exit status: 0; 125 if there is no such container or it does not run."
        })
public final class TopCommand implements Command {
    private static final Path PROC = Path.of("/proc");
    private static final String GAP = "   ";

    private final Services services;

    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Name, id, or beginning of an id.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "[OPTION-OF-PS...|DESCRIPTOR...]",
            hideParamSyntax = true,
            description = "What to show; the columns of 'ps -ef' otherwise.")
    private List<String> options = List.of();

    @Activate
    public TopCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        List<Long> pids = services.containers().processes(name);
        Optional<List<Column>> columns = options.isEmpty() ? Optional.of(Column.DEFAULT) : descriptors();
        List<List<String>> rows = columns.isPresent() ? rows(columns.get(), pids) : HostPs.run(options, pids);
        Table table = new Table(GAP, rows.getFirst().toArray(String[]::new));
        rows.stream().skip(1).forEach(row -> table.row(row.toArray(String[]::new)));
        table.print(context.out());
        return 0;
    }

    /** Empty if they are options of ps. */
    private Optional<List<Column>> descriptors() {
        List<Column> columns = new ArrayList<>();
        for (String option : options) {
            for (String word : option.split("[, ]+")) {
                Optional<Column> column = Column.of(word);
                if (column.isEmpty()) {
                    return Optional.empty();
                }
                columns.add(column.get());
            }
        }
        return Optional.of(columns);
    }

    private static List<List<String>> rows(List<Column> columns, List<Long> pids) {
        ProcHost host = ProcHost.read(PROC, Path.of("/etc/passwd"));
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(Column::heading).toList());
        for (long pid : pids) {
            HostProcess.read(PROC, pid)
                    .ifPresent(process -> rows.add(columns.stream()
                            .map(column -> column.of(process, host))
                            .toList()));
        }
        return rows;
    }
}
