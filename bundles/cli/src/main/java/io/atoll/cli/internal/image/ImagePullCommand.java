package io.atoll.cli.internal.image;

import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullRequest;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.progress.ProgressOptions;
import io.atoll.cli.internal.progress.PullProgress;
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
            "Exit status: 0; 125 if the image could not be pulled; 130 if it was interrupted (Ctrl-C): what is complete is kept."
        })
public final class ImagePullCommand implements Command {
    private final Services services;

    @Parameters(paramLabel = "IMAGE", description = "[REGISTRY/]NAME[:TAG][@DIGEST]")
    private String name = "";

    @Mixin
    private RegistryOptions registry = new RegistryOptions();

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

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
        Reference reference = Images.full(context, services, Reference.parse(name));
        PullRequest request = new PullRequest(
                reference, platform == null ? Platform.host() : Platform.parse(platform), registry.access(context));
        if (quiet || progress.isNone()) {
            try (PullProgress silent = progress.none(context)) {
                services.registry().pull(request, silent);
                silent.done();
            }
            context.out().println(reference);
            return 0;
        }
        try (PullProgress shown = progress.pull(context)) {
            shown.message("Pulling %s...".formatted(reference));
            services.registry().pull(request, shown);
            shown.done(shown.wasPresent() ? "Already present: " + reference : "Done: " + shown.summary());
        }
        return 0;
    }
}
