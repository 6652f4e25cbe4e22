package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Reference;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What images of containers begin with. */
final class Drafts {
    private Drafts() {}

    static ImageDraft of(ContainerConfig container, ImageStore store) {
        StoredImage image = image(container, store);
        return new ImageDraft(
                config(container, image.config()), image.manifest().layers(), Map.of());
    }

    private static StoredImage image(ContainerConfig container, ImageStore store) {
        Digest digest = Digest.parse(container.imageDigest());
        return store.find(Reference.parse(container.image()))
                .filter(image -> image.descriptor().digest().equals(digest))
                .or(() -> store.images().stream()
                        .filter(image -> image.problem() == null
                                && image.descriptor().digest().equals(digest))
                        .findFirst())
                .or(() -> store.find(Reference.unnamed(digest)))
                .orElseThrow(() -> new AtollException(
                        ErrorCode.NOT_FOUND,
                        "the image that container %s was made of, %s (%s), is no longer stored: pull that digest again"
                                .formatted(container.name(), container.image(), digest)));
    }

    static ImageConfig config(ContainerConfig container, ImageConfig image) {
        int words = entrypoint(container, image);
        Map<String, String> labels = new LinkedHashMap<>(image.labels());
        labels.putAll(container.labels());
        return image.toBuilder()
                .entrypoint(container.command().subList(0, words))
                .cmd(container.command().subList(words, container.command().size()))
                .env(container.env())
                .user(container.user())
                .workingDir(container.workingDir().equals("/") ? image.workingDir() : container.workingDir())
                .labels(labels)
                .stopSignal(stopSignal(container, image))
                .build();
    }

    /** Before it was noted: the image's if the command begins so, else the one word that {@code --entrypoint} takes. */
    private static int entrypoint(ContainerConfig container, ImageConfig image) {
        if (container.entrypoint() >= 0) {
            return Math.min(container.entrypoint(), container.command().size());
        }
        List<String> its = image.entrypoint();
        boolean same = container.command().size() >= its.size()
                && container.command().subList(0, its.size()).equals(its);
        return same ? its.size() : 1;
    }

    private static String stopSignal(ContainerConfig container, ImageConfig image) {
        String its = image.stopSignal();
        int signal = its.isEmpty() ? Signals.TERM : Signals.parse(its);
        return signal == container.stopSignal() ? its : Integer.toString(container.stopSignal());
    }
}
