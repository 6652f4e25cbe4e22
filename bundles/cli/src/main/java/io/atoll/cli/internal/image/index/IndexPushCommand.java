package io.atoll.cli.internal.image.index;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageCopier;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.image.Images;
import io.atoll.cli.internal.image.RegistryOptions;
import io.atoll.cli.internal.progress.ProgressOptions;
import io.atoll.cli.internal.progress.TransferProgress;
import io.atoll.cli.internal.service.Services;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code atoll image index push}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image index push", Command.ALIAS + "=manifest push", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Push an index with every image it lists.",
        footer = {
            "Every digest stays what it is. Layers that the registry has are not sent.",
            "",
            "Examples:",
            "  atoll image index push registry.example.org/app:1",
            "  atoll image index push app:1 registry.example.org/team/app:1",
            "",
            "Exit status: 0, or 125 if it failed; then the name in the registry means what it meant before."
        })
public final class IndexPushCommand implements Command {
    private final Services services;

    @Mixin
    private RegistryOptions registry = new RegistryOptions();

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The index.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DESTINATION",
            description = "A name in a registry; the same as NAME where none is given. With docker:// or not.")
    private @Nullable String destination;

    @Activate
    public IndexPushCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        StoredImage index = new StoredIndexes(context, services).get(name);
        ImageLocation to =
                location(context, destination == null ? index.reference().toString() : destination);
        ImageLocation from =
                new ImageLocation(ImageLocation.STORE, index.reference().toString());
        ImageTransport.Context who = new ImageTransport.Context(
                context.directory(), Images.defaultRegistry(context), registry.access(context));
        ImageCopier copier = services.copier();
        try (ImageSource source = copier.source(from, who);
                ImageTarget target = copier.target(to, who);
                TransferProgress shown = progress.transfer(context)) {
            shown.message("Pushing %s to %s...".formatted(index.reference(), to));
            var unused = copier.copy(source, target, null, shown);
            shown.done("Done: %s@%s".formatted(to.place(), index.root().digest()));
        }
        return 0;
    }

    /** Any place that can hold an index, but what has no transport is a registry's. */
    private ImageLocation location(CommandContext context, String text) {
        ImageLocation location = ImageLocation.parse(text);
        if (!location.transport().equals(ImageLocation.STORE)) {
            return location;
        }
        if (text.startsWith(ImageLocation.STORE + ":")) {
            throw new AtollException(
                    ErrorCode.INVALID, "'%s' is in the store: 'atoll image tag' gives another name".formatted(text));
        }
        return new ImageLocation(
                "docker",
                Images.full(context, services, io.atoll.api.image.Reference.parse(text))
                        .toString());
    }
}
