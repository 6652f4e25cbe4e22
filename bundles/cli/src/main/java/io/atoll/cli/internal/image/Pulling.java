package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.progress.ProgressOptions;
import io.atoll.cli.internal.progress.PullProgress;
import io.atoll.cli.internal.service.Services;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code --pull}: when the registry is asked for the image of a container. */
public enum Pulling {
    ALWAYS,
    NEWER,
    MISSING,
    NEVER;

    public static Pulling parse(String text) {
        return switch (text) {
            case "always" -> ALWAYS;
            case "newer" -> NEWER;
            case "missing" -> MISSING;
            case "never" -> NEVER;
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown pull policy '%s': expected 'always', 'missing', 'newer' or 'never'"
                                .formatted(text.toLowerCase(Locale.ROOT)));
        };
    }

    /**
     * The image of this name; progress goes to standard error, because standard output is the container's.
     *
     * @param asked the platform it must be for; null for this machine's, or whatever is stored
     */
    public StoredImage image(
            CommandContext context,
            Services services,
            ProgressOptions progress,
            String name,
            @Nullable Platform asked) {
        StoredImage image = find(new Wanted(context, services, progress, name, asked));
        Platform its = image.config().platform();
        if (asked != null && !isFor(asked, image)) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "the image '%s' is for %s; there is none for %s".formatted(image.reference(), its, asked));
        }
        boolean isModule = !ImageText.type(image).equals("linux");
        if (asked == null && !isModule && !isFor(Platform.host(), image)) {
            context.err()
                    .println("atoll: warning: the platform of the image '%s' (%s) is not this machine's (%s)"
                            .formatted(image.reference(), its, Platform.host()));
        }
        return image;
    }

    private StoredImage find(Wanted wanted) {
        if (this == ALWAYS) {
            return wanted.pull(true);
        }
        Optional<StoredImage> stored = Images.find(wanted.context, wanted.services, wanted.name, wanted.platform());
        Optional<StoredImage> usable = stored.filter(image -> wanted.asked == null || isFor(wanted.asked, image));
        return switch (this) {
            case NEVER -> stored.orElseThrow(() -> missing(wanted.name));
            case MISSING -> usable.orElseGet(() -> wanted.pullMissing(stored.isPresent()));
            case NEWER -> usable.map(wanted::newer).orElseGet(() -> wanted.pullMissing(stored.isPresent()));
            case ALWAYS -> throw new IllegalStateException();
        };
    }

    /** Images that do not say what they are for are for every platform. */
    private static boolean isFor(Platform platform, StoredImage image) {
        Platform its = image.config().platform();
        return (its.os().isEmpty() && its.architecture().isEmpty()) || platform.accepts(its);
    }

    private static AtollException missing(String name) {
        return new AtollException(
                ErrorCode.NOT_FOUND,
                "image '%s' not found locally, and --pull never forbids to pull it".formatted(name));
    }

    private record Wanted(
            CommandContext context,
            Services services,
            ProgressOptions progress,
            String name,
            @Nullable Platform asked) {
        Platform platform() {
            return asked == null ? Platform.host() : asked;
        }

        StoredImage pullMissing(boolean isThereForAnother) {
            if (!progress.isNone()) {
                context.err()
                        .println(
                                isThereForAnother
                                        ? "Image '%s' is not stored for %s: pulling it".formatted(name, platform())
                                        : "Image '%s' is not stored: pulling it".formatted(name));
            }
            return pull(false);
        }

        /** No registry, no newer image: the stored one is good enough. */
        StoredImage newer(StoredImage stored) {
            try {
                return pull(true);
            } catch (AtollException e) {
                if (e.code() != ErrorCode.UNAVAILABLE) {
                    throw e;
                }
                context.err().println("atoll: %s; using the stored image".formatted(e.getMessage()));
                return stored;
            }
        }

        StoredImage pull(boolean always) {
            Reference reference = Images.full(context, services, Reference.parse(name));
            PullRequest request = new PullRequest(reference, platform(), always, RegistryOptions.configured(context));
            try (PullProgress shown = progress.pullAside(context)) {
                StoredImage image = services.registry().pull(request, shown);
                shown.done();
                return image;
            }
        }
    }
}
