package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.progress.LineProgress;
import io.atoll.cli.internal.progress.LiveProgress;
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
    public StoredImage image(CommandContext context, Services services, String name, @Nullable Platform asked) {
        StoredImage image = find(context, services, name, asked);
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

    private StoredImage find(CommandContext context, Services services, String name, @Nullable Platform asked) {
        Platform platform = asked == null ? Platform.host() : asked;
        if (this == ALWAYS) {
            return pull(context, services, name, platform, true);
        }
        Optional<StoredImage> stored = Images.find(context, services.images(), name, platform);
        Optional<StoredImage> usable = stored.filter(image -> asked == null || isFor(asked, image));
        return switch (this) {
            case NEVER -> stored.orElseThrow(() -> missing(name));
            case MISSING -> usable.orElseGet(() -> pullMissing(context, services, name, platform, stored));
            case NEWER ->
                usable.map(image -> newer(context, services, name, platform, image))
                        .orElseGet(() -> pullMissing(context, services, name, platform, stored));
            case ALWAYS -> throw new IllegalStateException();
        };
    }

    /** Images that do not say what they are for are for every platform. */
    private static boolean isFor(Platform platform, StoredImage image) {
        Platform its = image.config().platform();
        return (its.os().isEmpty() && its.architecture().isEmpty()) || platform.accepts(its);
    }

    private static StoredImage pullMissing(
            CommandContext context, Services services, String name, Platform platform, Optional<StoredImage> other) {
        context.err()
                .println(
                        other.isEmpty()
                                ? "Image '%s' is not stored: pulling it".formatted(name)
                                : "Image '%s' is not stored for %s: pulling it".formatted(name, platform));
        return pull(context, services, name, platform, false);
    }

    /** No registry, no newer image: the stored one is good enough. */
    private static StoredImage newer(
            CommandContext context, Services services, String name, Platform platform, StoredImage stored) {
        try {
            return pull(context, services, name, platform, true);
        } catch (AtollException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            context.err().println("atoll: %s; using the stored image".formatted(e.getMessage()));
            return stored;
        }
    }

    private static StoredImage pull(
            CommandContext context, Services services, String name, Platform platform, boolean always) {
        Reference reference = Images.full(context, Reference.parse(name));
        PullListener progress =
                context.terminal().error() ? new LiveProgress(context.err(), context) : new LineProgress(context.err());
        return services.registry()
                .pull(new PullRequest(reference, platform, always, RegistryOptions.configured(context)), progress);
    }

    private static AtollException missing(String name) {
        return new AtollException(
                ErrorCode.NOT_FOUND,
                "image '%s' not found locally, and --pull never forbids to pull it".formatted(name));
    }
}
