package io.atoll.cli.internal.image;

import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Each;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll image rm}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image rm", Command.ALIAS + "=rmi", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Remove images, and what nothing else needs of them.",
        footer = {
            "A layer that another image, a container or a build still needs stays.",
            "",
            "Examples:",
            "  atoll image rm alpine:3.21",
            "  atoll image rm 4bcff63911fc          by the beginning of its digest",
            "",
            "Exit status: 0; 1 if one of the images could not be removed."
        })
public final class ImageRemoveCommand implements Command {
    private final Services services;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names, or beginnings of digests.")
    private List<String> names = List.of();

    @Activate
    public ImageRemoveCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        ImageStore images = services.images();
        return Each.of(context, names, name -> {
            StoredImage image = Images.getToRemove(context, images, name);
            images.remove(image);
            return "Removed image: " + image.reference();
        });
    }
}
