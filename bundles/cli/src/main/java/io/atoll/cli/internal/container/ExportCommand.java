package io.atoll.cli.internal.container;

import io.atoll.api.layer.UnpackReport;
import io.atoll.api.storage.RootFs;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.ArchiveOutput;
import io.atoll.cli.internal.service.Services;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll export}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=export", Command.ALIAS + "=container export", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Write a container's root file system as a tar archive.",
        footer = {
            "As the container sees it, without what is mounted in it: volumes are not in the archive. It may be running; what it writes",
            "meanwhile may be in the archive or not. 'atoll image import' makes an image of the archive. An image's: 'atoll image export'.",
            "",
            "Examples:",
            "  atoll export web -o web.tar",
            "  atoll export web | tar -x -C rootfs",
            "",
            "Exit status: 0; 125 if it could not be written: there is no file then."
        })
public final class ExportCommand implements Command {
    private final Services services;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file, which appears when it is complete. Default: standard output.")
    private @Nullable String output;

    @Parameters(paramLabel = "CONTAINER", description = "Name, id, or beginning of an id.")
    private String name = "";

    @Activate
    public ExportCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        List<Path> directories = directories(services.containers().root(name));
        ArchiveOutput.write(
                context,
                output,
                archive -> report(context, services.rootArchives().writeMerged(directories, archive)));
        return 0;
    }

    private static List<Path> directories(RootFs root) {
        List<Path> directories = new ArrayList<>();
        directories.add(root.writable());
        if (root instanceof RootFs.Overlay overlay) {
            directories.addAll(overlay.lowers());
        }
        return directories;
    }

    private static void report(CommandContext context, UnpackReport report) {
        if (report.omitted() > 0) {
            context.err()
                    .println("atoll: %d things are not as they are in the container; the first, '%s': %s"
                            .formatted(
                                    report.omitted(),
                                    report.omissions().getFirst().path(),
                                    report.omissions().getFirst().what()));
        }
    }
}
