package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which image people mean. */
public final class Images {
    private static final String DEFAULT_REGISTRY = "docker.io/library";
    private static final Pattern ID = Pattern.compile("(?:sha256:)?[0-9a-f]{4,64}");

    private Images() {}

    /**
     * The name in full: as it would be pulled, with the short names that the user's configuration of registries has. Without the registry client only with the default
     * registry: what is stored can still be worked with.
     */
    public static Reference full(CommandContext context, Services services, Reference reference) {
        try {
            return services.registry().fullName(reference, RegistryOptions.configured(context));
        } catch (AtollException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            return reference.withDefaultRegistry(defaultRegistry(context));
        }
    }

    /** The stored image of this name (the local form first, then the full one), or of this beginning of a manifest's digest. */
    public static Optional<StoredImage> find(CommandContext context, Services services, String name) {
        return find(context, services, name, Platform.host());
    }

    /** The same; of an index the image for a platform. */
    public static Optional<StoredImage> find(
            CommandContext context, Services services, String name, Platform platform) {
        ImageStore images = services.images();
        Optional<StoredImage> named = Optional.empty();
        AtollException wrong = null;
        try {
            Reference reference = Reference.parse(name);
            named = images.find(reference.withDefaultTag(), platform)
                    .or(() -> images.find(full(context, services, reference), platform));
        } catch (AtollException e) {
            if (e.code() != ErrorCode.INVALID) {
                throw e;
            }
            wrong = e; // "sha256:…" is no reference, but may be an id
        }
        if (named.isPresent()) {
            return named;
        }
        Optional<StoredImage> byId = ID.matcher(name).matches() ? byId(images, name, platform) : Optional.empty();
        if (byId.isEmpty() && wrong != null) {
            throw wrong;
        }
        return byId;
    }

    /** @throws AtollException NOT_FOUND */
    public static StoredImage get(CommandContext context, Services services, String name) {
        return find(context, services, name)
                .orElseThrow(
                        () -> new AtollException(ErrorCode.NOT_FOUND, "image '%s' not found locally".formatted(name)));
    }

    /** As {@link #get}, but also one that is broken: it can still be removed. */
    public static StoredImage getToRemove(CommandContext context, Services services, String name) {
        try {
            return get(context, services, name);
        } catch (AtollException e) {
            if (e.code() != ErrorCode.CORRUPT && e.code() != ErrorCode.UNSUPPORTED) {
                throw e;
            }
            Reference reference = Reference.parse(name);
            List<Reference> forms = List.of(reference.withDefaultTag(), full(context, services, reference));
            return services.images().images().stream()
                    .filter(image -> forms.contains(image.reference()))
                    .findFirst()
                    .orElseThrow(() -> e);
        }
    }

    /** Whether what people wrote is the image's name, and not the beginning of its digest. */
    static boolean isNamed(CommandContext context, Services services, StoredImage image, String text) {
        Reference reference;
        try {
            reference = Reference.parse(text);
        } catch (AtollException e) {
            return false;
        }
        for (Reference form : List.of(reference.withDefaultTag(), full(context, services, reference))) {
            boolean digest = form.digest() != null
                    && form.name().equals(image.reference().name());
            if (form.equals(image.reference()) || digest) {
                return true;
            }
        }
        return false;
    }

    private static Optional<StoredImage> byId(ImageStore images, String name, Platform platform) {
        String hex = name.startsWith("sha256:") ? name.substring("sha256:".length()) : name;
        List<StoredImage> matches = images.images().stream()
                .filter(image -> image.root().digest().hex().startsWith(hex))
                .toList();
        if (matches.stream().map(image -> image.root().digest()).distinct().count() > 1) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "several images have an id that begins with '%s'; give more of it".formatted(name));
        }
        return matches.stream()
                .findFirst()
                .flatMap(image -> image.isIndex() ? images.find(image.reference(), platform) : Optional.of(image));
    }

    /** What names without a registry belong to. */
    public static String defaultRegistry(CommandContext context) {
        for (String variable : List.of("ATOLL_DEFAULT_REGISTRY", "PELAGOS_DEFAULT_REGISTRY")) {
            String value = context.environment(variable);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return DEFAULT_REGISTRY;
    }
}
