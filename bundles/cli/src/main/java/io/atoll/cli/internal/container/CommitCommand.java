package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.History;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.runtime.Container;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Lease;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.image.ConfigChanges;
import io.atoll.cli.internal.image.NewImage;
import io.atoll.cli.internal.service.Services;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll commit}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=commit", Command.ALIAS + "=container commit", Command.GROUP + "=Containers"})
@picocli.CommandLine.Command(
        description = "Make an image of what a container changed.",
        footer = {
            "The image has the layers of the container's image, as they are, and one more: see 'atoll diff'. What is in volumes is not in it. Its configuration is the",
            "image's, with the command, environment, user, working directory and labels that the container was created with, and the changes.",
            "",
            "Changes: " + ConfigChanges.HELP + ".",
            "",
            "Examples:",
            "  atoll commit web site:2",
            "  atoll commit -m 'with data' -c 'CMD [\"serve\"]' -c 'ENV STAGE=test' web site:test",
            "",
            "Exit status: 0; 125 if the image could not be made: the store is as it was then."
        })
public final class CommitCommand implements Command {
    /** Much longer than a layer takes. */
    private static final Duration LEASE = Duration.ofHours(12);

    private final Services services;

    @Option(
            names = {"-a", "--author"},
            paramLabel = "TEXT",
            description = "Who made it, for example 'Ann <ann@example.org>'.")
    private @Nullable String author;

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            description = "Comment of the image's history.")
    private String message = "";

    @Option(
            names = {"-c", "--change"},
            paramLabel = "INSTRUCTION",
            description = "Change the configuration by an instruction of a Dockerfile; see below.")
    private List<String> changes = List.of();

    @Option(
            names = {"-p", "--pause"},
            arity = "0..1",
            paramLabel = "BOOLEAN",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Have a running container stand still meanwhile. Default: ${DEFAULT-VALUE}.")
    private boolean pause;

    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Name, id, or beginning of an id.")
    private String container = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NEW-NAME",
            description = "The image's name; none if none is given.")
    private @Nullable String name;

    @Activate
    public CommitCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Reference reference = name == null ? null : Reference.parse(name).withDefaultTag();
        if (reference != null && reference.digest() != null) {
            throw new AtollException(
                    ErrorCode.INVALID, "'%s': an image that is made cannot have a digest in its name".formatted(name));
        }
        ImageDraft draft = services.containers().imageDraft(container);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ImageConfig config = ConfigChanges.apply(
                draft.config().toBuilder()
                        .created(now.toString())
                        .author(author != null ? author : draft.config().author())
                        .build(),
                changes);
        String command = String.join(" ", draft.config().cmd());
        History step = new History(now.toString(), command, author != null ? author : "", message, false);
        ImageStore images = services.images();
        StoredImage image;
        // What the image is made of stays, even if the base is removed meanwhile.
        Lease lease = images.lease(
                "commit/" + UUID.randomUUID(),
                draft.layers().stream().map(Descriptor::digest).toList(),
                LEASE);
        try {
            requireStored(images, draft);
            image = commit(images, draft.withConfig(config), step, reference, layer(context));
        } finally {
            lease.close();
        }
        context.out().println(image.descriptor().digest());
        return 0;
    }

    private static void requireStored(ImageStore images, ImageDraft draft) {
        for (Descriptor layer : draft.layers()) {
            if (!images.hasBlob(layer)) {
                throw new AtollException(
                        ErrorCode.NOT_FOUND,
                        "cannot make an image: the layer %s of the container's image is no longer stored; pull the image again"
                                .formatted(layer.digest()));
            }
        }
    }

    /** Of a container that stands still, if it ran and that was not forbidden. */
    private LayerBlob layer(CommandContext context) {
        boolean paused = pause && pause(context);
        try {
            return services.rootChanges().store(services.containers().changedRoot(container), new LayerFormat.Gzip());
        } finally {
            if (paused) {
                services.containers().unpause(container);
            }
        }
    }

    private boolean pause(CommandContext context) {
        if (services.containers().get(container).status() != Container.Status.RUNNING) {
            return false;
        }
        try {
            services.containers().pause(container);
            return true;
        } catch (AtollException e) {
            if (e.code() != ErrorCode.UNSUPPORTED && e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            context.err().println("atoll: the container runs on meanwhile: " + e.getMessage());
            return false;
        }
    }

    private static StoredImage commit(
            ImageStore images, ImageDraft draft, History step, @Nullable Reference reference, LayerBlob layer) {
        try {
            ImageDraft image = draft.push(typed(layer, draft), Map.of(), step);
            return new NewImage(images, "commit")
                    .name(image, List.of(layer), digest -> reference != null ? reference : Reference.unnamed(digest));
        } catch (RuntimeException e) {
            try {
                var unused = images.discard(List.of(layer.descriptor().digest(), layer.diffId()));
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** A layer is of the media type that those below it are of. */
    private static LayerBlob typed(LayerBlob layer, ImageDraft draft) {
        Descriptor its = layer.descriptor();
        Digest digest = its.digest();
        return NewImage.isDockers(draft.layers())
                ? new LayerBlob(new Descriptor(MediaTypes.DOCKER_LAYER_GZIP, digest, its.size()), layer.diffId())
                : layer;
    }
}
