package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.api.transfer.TransferListener;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.progress.ProgressOptions;
import io.atoll.cli.internal.progress.TransferProgress;
import io.atoll.cli.internal.service.Services;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image push}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image push", Command.ALIAS + "=push", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Push an image to a registry.",
        footer = {
            "Digests and media types stay what they are. A name that means an index is pushed with the images of all its platforms. What the registry has already is not"
                    + " sent again. Credentials come from the flags, $ATOLL_REGISTRY_USER and $ATOLL_REGISTRY_PASS, or ~/.docker/config.json.",
            "",
            "Examples:",
            "  atoll image push registry.example.org/team/app:1.4",
            "  atoll image push app --dest registry.example.org/team/app:1.4",
            "  atoll push --platform linux/arm64 app registry.example.org/team/app:1.4-arm64",
            "",
            "Exit status: 0; 125 if the image could not be pushed: its name in the registry then means what it meant before."
        })
public final class ImagePushCommand implements Command {
    private final Services services;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "Its name in the store.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DESTINATION",
            description = "The same as --dest, also as docker://NAME.")
    private @Nullable String second;

    @Option(names = "--dest", paramLabel = "NAME", description = "Push it under this name instead of its own.")
    private @Nullable String dest;

    @Mixin
    private RegistryOptions registry = new RegistryOptions();

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Of an image for several platforms, only the one for this.")
    private @Nullable String platform;

    @Option(
            names = "--all-platforms",
            description = "The image for every platform there is; so it is without --platform.")
    private boolean allPlatforms;

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Option(
            names = {"-q", "--quiet"},
            description = "Only print the digest of what was pushed.")
    private boolean quiet;

    @Activate
    public ImagePushCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Platform chosen = platform();
        Optional<Reference> given = destination(context);
        // Also one that is not complete: what of it is missing is said when it is read.
        Reference source = Images.getToRemove(context, services, name).reference();
        if (given.isEmpty() && source.isUnnamed()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot push the image '%s': it has no name; say where to: atoll image push %s DESTINATION"
                            .formatted(name, name));
        }
        Reference target = given.orElseGet(() -> Images.full(context, services, source));
        ImageTransport.Context access = new ImageTransport.Context(
                context.directory(), Images.defaultRegistry(context), registry.access(context));
        try (ImageSource from =
                services.copier().source(new ImageLocation(ImageLocation.STORE, source.toString()), access)) {
            if (quiet) {
                context.out().println(push(from, target, chosen, access, TransferListener.NONE));
                return 0;
            }
            try (TransferProgress shown = progress.transfer(context)) {
                shown.message("Pushing %s → %s...".formatted(source, target));
                PushedPlaces places = new PushedPlaces(shown);
                String unused = push(from, target, chosen, access, places);
                shown.done("Pushed " + target + places.text());
            }
        }
        return 0;
    }

    private String push(
            ImageSource from,
            Reference target,
            @Nullable Platform chosen,
            ImageTransport.Context access,
            TransferListener listener) {
        try (ImageTarget to = services.copier().target(new ImageLocation("docker", target.toString()), access)) {
            return services.copier()
                    .copy(from, to, chosen, listener)
                    .images()
                    .getFirst()
                    .descriptor()
                    .digest()
                    .toString();
        } catch (AtollException e) {
            // What is missing here is no failure of pushing.
            boolean own = e.code() == ErrorCode.NOT_FOUND
                    && String.valueOf(e.getMessage()).contains(" not found for ");
            throw own ? e : new AtollException(e.code(), "push failed: " + e.getMessage(), e);
        }
    }

    private @Nullable Platform platform() {
        if (platform != null && allPlatforms) {
            throw new AtollException(ErrorCode.INVALID, "--platform and --all-platforms exclude each other");
        }
        return platform == null ? null : Platform.parse(platform);
    }

    private Optional<Reference> destination(CommandContext context) {
        if (dest != null && second != null) {
            throw new AtollException(
                    ErrorCode.INVALID, "the destination is given twice: '%s' and '%s'".formatted(dest, second));
        }
        String text = dest == null ? second : dest;
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Images.full(
                    context,
                    services,
                    Reference.parse(text.startsWith("docker://") ? text.substring("docker://".length()) : text)));
        } catch (AtollException e) {
            throw new AtollException(
                    ErrorCode.INVALID, "invalid destination reference '%s': %s".formatted(text, e.getMessage()), e);
        }
    }
}
