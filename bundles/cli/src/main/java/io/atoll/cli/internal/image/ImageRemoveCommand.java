package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Container;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Each;
import io.atoll.cli.internal.service.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image rm}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {
            Command.NAME + "=image rm",
            Command.ALIAS + "=rmi",
            Command.ALIAS + "=image remove",
            Command.GROUP + "=Images"
        })
@picocli.CommandLine.Command(
        description = "Remove images, and what nothing else needs of them.",
        footer = {
            "A layer that another image, a container or a build still needs stays. The last name of an image that a container was made",
            "from is only removed with --force; the container goes on.",
            "",
            "Examples:",
            "  atoll image rm alpine:3.21",
            "  atoll image rm 4bcff63911fc          by the beginning of its digest",
            "  atoll image rm -f 4bcff63911fc       with all its names, even if a container uses it",
            "  atoll image rm --all",
            "",
            "Exit status: 0; 1 if one of the images could not be removed."
        })
public final class ImageRemoveCommand implements Command {
    private static final int SHOWN = 3;

    private final Services services;

    @Option(
            names = {"-f", "--force"},
            description =
                    "Also if containers use it, or a digest has several names; no complaint about what is not there.")
    private boolean force;

    @Option(
            names = {"-a", "--all"},
            description = "All images.")
    private boolean all;

    @Parameters(arity = "0..*", paramLabel = "IMAGE", description = "Names, or beginnings of digests.")
    private List<String> names = List.of();

    @Activate
    public ImageRemoveCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        if (all == !names.isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    all ? "--all means every image: it takes no names" : "'atoll image rm' needs IMAGE, or --all");
        }
        List<String> chosen = all
                ? services.images().images().stream()
                        .map(image -> image.reference().toString())
                        .toList()
                : names;
        List<Container> containers = force ? List.of() : services.containers().list();
        return Each.of(context, chosen, name -> remove(context, containers, name));
    }

    private String remove(CommandContext context, List<Container> containers, String name) {
        ImageStore images = services.images();
        List<String> removed = new ArrayList<>();
        try {
            for (StoredImage image : meant(context, images, name)) {
                requireUnused(images, containers, image);
                images.remove(image);
                removed.add("Removed image: " + image.reference());
            }
        } catch (AtollException e) {
            if (!force || e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            removed.add("No such image: " + name);
        }
        return String.join("\n", removed);
    }

    /** One name; or all those of a digest. */
    private List<StoredImage> meant(CommandContext context, ImageStore images, String name) {
        StoredImage image = Images.getToRemove(context, services, name);
        if (Images.isNamed(context, services, image, name)) {
            return List.of(image);
        }
        List<StoredImage> same = images.images().stream()
                .filter(other ->
                        other.descriptor().digest().equals(image.descriptor().digest()))
                .toList();
        if (same.size() > 1 && !force) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "the image '%s' has several names: %s; remove them by name, or all at once with --force"
                            .formatted(
                                    name,
                                    same.stream()
                                            .map(other -> other.reference().toString())
                                            .collect(Collectors.joining(", "))));
        }
        return same.isEmpty() ? List.of(image) : same;
    }

    private static void requireUnused(ImageStore images, List<Container> containers, StoredImage image) {
        String digest = image.descriptor().digest().toString();
        List<String> users = containers.stream()
                .filter(container -> container.imageDigest().equals(digest))
                .map(Container::name)
                .toList();
        boolean last = !users.isEmpty()
                && images.images().stream()
                                .filter(other -> other.descriptor()
                                        .digest()
                                        .equals(image.descriptor().digest()))
                                .count()
                        <= 1;
        if (last) {
            String shown = users.stream().limit(SHOWN).collect(Collectors.joining(", "));
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "the image '%s' is used by %s%s; remove the container first ('atoll rm %s'), or the image all the same with --force"
                            .formatted(
                                    image.reference(),
                                    users.size() == 1 ? "container " + shown : "containers " + shown,
                                    users.size() > SHOWN ? " and %d more".formatted(users.size() - SHOWN) : "",
                                    users.getFirst()));
        }
    }
}
