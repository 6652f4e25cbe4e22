package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.progress.ProgressOptions;
import io.atoll.cli.internal.progress.PullProgress;
import io.atoll.cli.internal.service.Services;
import java.util.List;
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
            "  atoll image pull --all-platforms registry.example.org/team/app:1.4",
            "  atoll image pull --all-tags registry.example.org/team/app",
            "  atoll image pull --policy missing alpine",
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
            names = "--all-platforms",
            description = "Pull the images for all platforms; the name then means all of them.")
    private boolean allPlatforms;

    @Option(
            names = {"-a", "--all-tags"},
            description = "Pull every tag of the repository.")
    private boolean allTags;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description =
                    "When the registry is asked: 'always'; 'missing': only if the image is not stored; 'newer': as always, but the"
                            + " stored image does if the registry cannot be reached; 'never'. Without this: unless the name has"
                            + " a digest or a tag that begins with a digit, and the image is stored.")
    private @Nullable String policy;

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
        Pulling when = policy == null ? null : Pulling.parse(policy);
        Platform wanted = allPlatforms ? null : platform == null ? Platform.host() : Platform.parse(platform);
        if (allPlatforms && platform != null) {
            throw new AtollException(
                    ErrorCode.INVALID, "--platform and --all-platforms exclude each other: give one of them");
        }
        Reference given = Reference.parse(name);
        if (allTags && (given.tag() != null || given.digest() != null)) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "--all-tags pulls every tag of a repository: give '%s' instead of '%s'"
                            .formatted(given.name(), given));
        }
        Reference reference = Images.full(context, services, given);
        RegistryAccess access = registry.access(context);
        List<Reference> references = allTags ? tagged(reference, access) : List.of(reference);
        for (Reference each : references) {
            pull(context, new PullRequest(each, wanted, when == Pulling.ALWAYS || when == Pulling.NEWER, access), when);
        }
        return 0;
    }

    private List<Reference> tagged(Reference repository, RegistryAccess access) {
        List<String> tags = services.registry().tags(repository, access);
        if (tags.isEmpty()) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND, "the repository '%s' has no tags".formatted(repository.name()));
        }
        return tags.stream()
                .map(tag -> new Reference(repository.registry(), repository.repository(), tag, null))
                .toList();
    }

    private void pull(CommandContext context, PullRequest request, @Nullable Pulling when) {
        if (quiet || progress.isNone()) {
            try (PullProgress silent = progress.none(context)) {
                String unused = pulled(context, request, when, silent);
                silent.done();
            }
            context.out().println(request.reference());
            return;
        }
        try (PullProgress shown = progress.pull(context)) {
            shown.message("Pulling %s...".formatted(request.reference()));
            shown.done(pulled(context, request, when, shown));
        }
    }

    /** @return what is said of it at its end */
    private String pulled(CommandContext context, PullRequest request, @Nullable Pulling when, PullProgress shown) {
        Reference reference = request.reference();
        String present = "Already present: " + reference;
        if ((when == Pulling.MISSING || when == Pulling.NEVER) && isStored(request)) {
            return present;
        }
        if (when == Pulling.NEVER) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "image '%s' not found locally, and --policy never forbids to pull it".formatted(reference));
        }
        try {
            var unused = services.registry().pull(request, shown);
            return shown.wasPresent() ? present : "Done: " + shown.summary();
        } catch (AtollException e) {
            if (when != Pulling.NEWER || e.code() != ErrorCode.UNAVAILABLE || !isStored(request)) {
                throw e;
            }
            context.err().println("atoll: %s; using the stored image".formatted(e.getMessage()));
            return present;
        }
    }

    /** Of this name, and for this platform; a damaged one is not. */
    private boolean isStored(PullRequest request) {
        Platform wanted = request.platform();
        try {
            return wanted == null
                    ? services.images()
                            .find(request.reference())
                            .filter(StoredImage::isIndex)
                            .isPresent()
                    : services.images()
                            .find(request.reference(), wanted)
                            .filter(image -> suits(wanted, image.config().platform()))
                            .isPresent();
        } catch (AtollException e) {
            if (e.code() != ErrorCode.CORRUPT) {
                throw e;
            }
            return false;
        }
    }

    private static boolean suits(Platform wanted, Platform have) {
        return have.os().isEmpty() || wanted.accepts(have);
    }
}
