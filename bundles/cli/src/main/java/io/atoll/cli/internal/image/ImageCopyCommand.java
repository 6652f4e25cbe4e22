package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.transfer.ImageCopier;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.progress.ProgressOptions;
import io.atoll.cli.internal.progress.TransferProgress;
import io.atoll.cli.internal.service.Services;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image copy}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image copy", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Copy an image from one place to another, without unpacking it.",
        footer = {
            "Places are: docker://NAME (a registry), oci:DIR[:TAG] (an image layout), oci-archive:FILE[:TAG], docker-archive:FILE[:NAME], and NAME or atoll:NAME"
                    + " (the store). Nothing is changed on the way: every digest stays what it is.",
            "",
            "Of an image for several platforms the one for this machine is copied, unless a flag says otherwise.",
            "",
            "Examples:",
            "  atoll image copy docker://alpine:3 oci:layout:alpine",
            "  atoll image copy --all-platforms docker://a.example.org/app:1 docker://b.example.org/app:1",
            "  atoll image copy app:1 docker-archive:app.tar",
            "",
            "Exit status: 0; 125 if it could not be copied: names in the target mean what they meant before."
        })
public final class ImageCopyCommand implements Command {
    private final Services services;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "Where the image is.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "DESTINATION", description = "Where it is copied to.")
    private String destination = "";

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Copy the image for another platform than this machine's.")
    private @Nullable String platform;

    @Option(
            names = {"-a", "--all-platforms"},
            description = "Copy the images for all platforms, and the index.")
    private boolean all;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing.")
    private boolean quiet;

    @Mixin
    private RegistryOptions registry = new RegistryOptions();

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Activate
    public ImageCopyCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        if (all && platform != null) {
            throw new AtollException(ErrorCode.INVALID, "--platform and --all-platforms exclude each other");
        }
        Platform wanted = all ? null : platform == null ? Platform.host() : Platform.parse(platform);
        ImageCopier copier = services.copier();
        ImageTransport.Context how = new ImageTransport.Context(
                context.directory(), Images.defaultRegistry(context), registry.access(context));
        try (ImageSource from = copier.source(from(context), how);
                ImageTarget to = copier.target(ImageLocation.parse(destination), how);
                TransferProgress shown = progress.transfer(context, quiet)) {
            shown.message("Copying %s → %s...".formatted(source, destination));
            copier.copy(from, to, wanted, shown);
            shown.done("Copied %s → %s".formatted(source, destination));
        }
        return 0;
    }

    /** A stored image may be called as in every other command. */
    private ImageLocation from(CommandContext context) {
        ImageLocation location = ImageLocation.parse(source);
        if (!location.transport().equals(ImageLocation.STORE)) {
            return location;
        }
        return new ImageLocation(
                ImageLocation.STORE,
                Images.getToRemove(context, services, location.place())
                        .reference()
                        .toString());
    }
}
