package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Each;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll image untag}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image untag", Command.ALIAS + "=untag", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Take names away from images.",
        footer = {
            "The image stays: after its last name it is called by its digest, NAME@sha256:..., until 'atoll image rm' or",
            "'atoll image prune' removes it. To remove it at once: 'atoll image rm'.",
            "",
            "Examples:",
            "  atoll image untag registry.example.org/team/app:1.3",
            "",
            "Exit status: 0; 1 if one of the names could not be taken away."
        })
public final class ImageUntagCommand implements Command {
    private final Services services;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names of images.")
    private List<String> names = List.of();

    @Activate
    public ImageUntagCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        return Each.of(context, names, name -> untag(context, name));
    }

    private String untag(CommandContext context, String name) {
        ImageStore images = services.images();
        StoredImage image = Images.get(context, services, name);
        if (!Images.isNamed(context, services, image, name)) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "'%s' is no name but the beginning of a digest; its image is called '%s'"
                            .formatted(name, image.reference()));
        }
        if (ImageFilter.isDangling(image)) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "the image '%s' has no name but its digest; remove it with 'atoll image rm'"
                            .formatted(image.reference()));
        }
        boolean last = images.images().stream()
                .noneMatch(other -> other.root().digest().equals(image.root().digest())
                        && !other.reference().equals(image.reference()));
        Reference kept = new Reference(
                image.reference().registry(),
                image.reference().repository(),
                null,
                image.root().digest());
        if (last) {
            images.tag(kept, image.root()); // first, so that there is always something that keeps it
        }
        images.remove(image);
        String text = "Untagged: " + image.reference();
        return last ? text + "\nStill there as: " + kept : text;
    }
}
