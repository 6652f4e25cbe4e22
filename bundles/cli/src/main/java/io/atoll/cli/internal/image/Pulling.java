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

    /** The image of this name; progress goes to standard error, because standard output is the container's. */
    public StoredImage image(CommandContext context, Services services, ProgressOptions progress, String name) {
        if (this == ALWAYS) {
            return pull(context, services, progress, name, true);
        }
        Optional<StoredImage> stored = Images.find(context, services, name);
        return switch (this) {
            case NEVER -> stored.orElseThrow(() -> missing(name));
            case MISSING -> stored.orElseGet(() -> pullMissing(context, services, progress, name));
            case NEWER ->
                stored.map(image -> newer(context, services, progress, name, image))
                        .orElseGet(() -> pullMissing(context, services, progress, name));
            case ALWAYS -> throw new IllegalStateException();
        };
    }

    private static StoredImage pullMissing(
            CommandContext context, Services services, ProgressOptions progress, String name) {
        context.err().println("Image '%s' is not stored: pulling it".formatted(name));
        return pull(context, services, progress, name, false);
    }

    /** No registry, no newer image: the stored one is good enough. */
    private static StoredImage newer(
            CommandContext context, Services services, ProgressOptions progress, String name, StoredImage stored) {
        try {
            return pull(context, services, progress, name, true);
        } catch (AtollException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            context.err().println("atoll: %s; using the stored image".formatted(e.getMessage()));
            return stored;
        }
    }

    private static StoredImage pull(
            CommandContext context, Services services, ProgressOptions progress, String name, boolean always) {
        Reference reference = Images.full(context, services, Reference.parse(name));
        PullRequest request = new PullRequest(reference, Platform.host(), always, RegistryOptions.configured(context));
        try (PullProgress shown = progress.pullAside(context)) {
            StoredImage image = services.registry().pull(request, shown);
            shown.done();
            return image;
        }
    }

    private static AtollException missing(String name) {
        return new AtollException(
                ErrorCode.NOT_FOUND,
                "image '%s' not found locally, and --pull never forbids to pull it".formatted(name));
    }
}
