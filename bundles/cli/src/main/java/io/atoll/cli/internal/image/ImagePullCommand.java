package io.atoll.cli.internal.image;

import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.progress.LineProgress;
import io.atoll.cli.internal.progress.LiveProgress;
import io.atoll.cli.internal.service.Services;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image pull}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image pull", Command.ALIAS + "=pull", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Pull an image from a registry.",
        footer = {
            "A name without a registry is looked for in docker.io/library, or in $ATOLL_DEFAULT_REGISTRY. Credentials come"
                    + " from the flags, $ATOLL_REGISTRY_USER and $ATOLL_REGISTRY_PASS, or ~/.docker/config.json.",
            "",
            "Examples:",
            "  atoll image pull alpine",
            "  atoll image pull registry.example.org/team/app:1.4",
            "  pass registry | atoll image pull -u me --password-stdin registry.example.org/team/app:1.4",
            "",
            "Exit status: 0; 125 if the image could not be pulled."
        })
public final class ImagePullCommand implements Command {
    private final Services services;

    @Parameters(paramLabel = "IMAGE", description = "[REGISTRY/]NAME[:TAG][@DIGEST]")
    private String name = "";

    @Mixin
    private RegistryOptions registry = new RegistryOptions();

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Pull for another platform than this machine's.")
    private @Nullable String platform;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only print the name of what was pulled.")
    private boolean quiet;

    @Activate
    public ImagePullCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Reference reference = Images.full(context, Reference.parse(name));
        PullRequest request = new PullRequest(
                reference, platform == null ? Platform.host() : Platform.parse(platform), registry.access(context));
        if (quiet) {
            services.registry().pull(request, PullListener.NONE);
            context.out().println(reference);
            return 0;
        }
        context.out().println("Pulling %s...".formatted(reference));
        context.out().flush();
        LineProgress progress = context.terminal().output()
                ? new LiveProgress(context.out(), context)
                : new LineProgress(context.out());
        try {
            services.registry().pull(request, progress);
        } finally {
            if (progress instanceof LiveProgress live) {
                live.clear();
            }
        }
        context.out().println(progress.wasPresent() ? "Already present: " + reference : "Done: " + progress.summary());
        return 0;
    }
}
