package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.FileCopier.Options;
import io.atoll.api.layer.FileCopier.Place;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.runtime.ContainerRoot;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.ArchiveOutput;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.service.Services;
import java.io.BufferedInputStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll cp}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=cp", Command.ALIAS + "=container cp", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Copy files into a container, out of one, or from one to another.",
        footer = {
            "Of SOURCE and TARGET at least one is CONTAINER:PATH, a path from the container's root; the other may be a path of yours, or '-' for a tar archive",
            "on standard input or output. The container may run, be paused, have ended or never have been started; in one that runs its volumes are seen as it sees them.",
            "",
            "A directory is copied with all that is in it; with '/.' behind it, what is in it is. A target that is a directory takes the source under its own name,",
            "one that is not there gets it as its name; its parent must be there. Directories are merged, files replaced, and neither replaces the other.",
            "",
            "In the target files belong to root (of the host: to who copies), but for those of an archive, which says so itself; -a keeps owners. What comes out of a container",
            "without -a loses its set-user-id bits, and devices are never made on the host.",
            "",
            "Examples:",
            "  atoll cp web:/etc/nginx.conf .",
            "  atoll cp site/. web:/srv/www",
            "  atoll cp web:/var/log - | tar -t",
            "  tar -c config | atoll cp - web:/etc",
            "  atoll cp old:/data new:/data",
            "",
            "Exit status: 0; 125 if something could not be copied: what was copied until then stays."
        })
public final class CopyCommand implements Command {
    private static final int BUFFER = 64 << 10;

    private final Services services;

    @Option(
            names = {"-a", "--archive"},
            description = "Keep owners, as numbers.")
    private boolean owners;

    @Option(
            names = {"-L", "--follow-link"},
            description = "Copy what SOURCE leads to if it is a symbolic link.")
    private boolean followLink;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing of what was copied.")
    private boolean quiet;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "CONTAINER:PATH, a path, or '-'.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "CONTAINER:PATH, a path, or '-'.")
    private String target = "";

    @Activate
    public CopyCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        CopyPlace from = CopyPlace.parse(source);
        CopyPlace to = CopyPlace.parse(target);
        String container = from.container() != null ? from.container() : to.container();
        if (container == null) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot copy '%s' to '%s': neither is in a container; write CONTAINER:PATH"
                            .formatted(source, target));
        }
        try {
            UnpackReport report = copy(context, from, to);
            report(context, report);
        } catch (AtollException e) {
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            throw e;
        }
        return 0;
    }

    private UnpackReport copy(CommandContext context, CopyPlace from, CopyPlace to) {
        if (from.isStream()) {
            return extract(context, to);
        }
        if (to.isStream()) {
            return archive(context, from);
        }
        try (Opened opened = open(from);
                Opened other = open(to)) {
            Place source = opened.place(from, context);
            Place destination = other.place(to, context);
            return services.fileCopier()
                    .copy(source, destination, new Options(followLink, owners, to.container() != null));
        }
    }

    private UnpackReport extract(CommandContext context, CopyPlace to) {
        if (context.terminal().input()) {
            throw new AtollException(
                    ErrorCode.INVALID, "standard input is a terminal: pipe an archive to it, or name a file");
        }
        try (Opened opened = open(to)) {
            return services.fileCopier()
                    .extract(
                            new BufferedInputStream(context.in(), BUFFER),
                            opened.place(to, context),
                            new Options(false, true, true));
        }
    }

    private UnpackReport archive(CommandContext context, CopyPlace from) {
        UnpackReport[] report = new UnpackReport[1];
        try (Opened opened = open(from)) {
            ArchiveOutput.write(
                    context,
                    null,
                    archive -> report[0] =
                            services.fileCopier().archive(opened.place(from, context), followLink, archive));
        }
        return report[0];
    }

    private void report(CommandContext context, UnpackReport report) {
        if (report.omitted() > 0) {
            context.err()
                    .println("atoll: %d things are not as they are in '%s'; the first, '%s': %s"
                            .formatted(
                                    report.omitted(),
                                    source,
                                    report.omissions().getFirst().path(),
                                    report.omissions().getFirst().what()));
        }
        if (!quiet && !target.equals("-")) {
            context.err().println("Copied %s to %s".formatted(Human.size(report.bytes()), target));
        }
    }

    private Opened open(CopyPlace place) {
        return place.container() == null
                ? new Opened(null)
                : new Opened(services.containers().openRoot(place.container()));
    }

    /** A container's root, or the host's. */
    private record Opened(@org.jspecify.annotations.Nullable ContainerRoot root) implements AutoCloseable {
        Place place(CopyPlace its, CommandContext context) {
            return root == null ? its.onHost(context.directory()) : its.inContainer(root.descriptor());
        }

        @Override
        public void close() {
            if (root != null) {
                root.close();
            }
        }
    }
}
