package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll image tag}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image tag", Command.ALIAS + "=tag", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Give an image more names.",
        footer = {
            "Nothing is copied. An image that had the name loses it. A name without a tag gets ':latest'; no registry is added.",
            "",
            "Examples:",
            "  atoll image tag alpine registry.example.org/team/base:1",
            "  atoll tag 4bcff63911fc app:1.4 app:latest",
            "",
            "Exit status: 0; 125 if it could not be named: then it has none of the names."
        })
public final class ImageTagCommand implements Command {
    private final Services services;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "Name, or beginning of a digest.")
    private String source = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME", description = "The new names.")
    private List<String> targets = List.of();

    @Activate
    public ImageTagCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        ImageStore images = services.images();
        StoredImage image = Images.get(context, services, source);
        StoredBlobs.require(images, image);
        List<Reference> names =
                targets.stream().map(target -> name(image, target)).toList();
        for (Reference name : names) {
            images.tag(name, image.root());
            context.out().println("%s → %s".formatted(image.reference(), name));
        }
        return 0;
    }

    private static Reference name(StoredImage image, String target) {
        Reference name = Reference.parse(target).withDefaultTag();
        Digest digest = name.digest();
        if (digest != null && !digest.equals(image.root().digest())) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot name the image '%s' '%s': its digest is %s"
                            .formatted(image.reference(), name, image.root().digest()));
        }
        return name;
    }
}
