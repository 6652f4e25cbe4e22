package io.atoll.cli.internal.image;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.History;
import io.atoll.api.store.StoredImage;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which layer belongs to which step of an image's history (image-spec 1.1 config.md, "history"). */
final class ImageSteps {
    /**
     * A step.
     *
     * @param layer what it made, or null
     * @param comment the step's own; or that step and layers do not fit together
     */
    record Step(History history, @Nullable Descriptor layer, String comment) {
        /** As stored, in bytes. */
        long size() {
            return layer == null ? 0 : layer.size();
        }

        /** Null where it does not say, or says the epoch, as reproducible builds do. */
        @Nullable
        Instant created() {
            try {
                Instant created = OffsetDateTime.parse(history.created()).toInstant();
                return created.equals(Instant.EPOCH) ? null : created;
            } catch (DateTimeException e) {
                return null;
            }
        }
    }

    private ImageSteps() {}

    /** Oldest first. Steps and layers are matched from the bottom; what is too many of either is shown for itself. */
    static List<Step> of(StoredImage image) {
        List<Descriptor> layers = image.manifest().layers();
        List<Step> steps = new ArrayList<>();
        int next = 0;
        for (History step : image.config().history()) {
            if (step.emptyLayer()) {
                steps.add(new Step(step, null, step.comment()));
            } else if (next < layers.size()) {
                steps.add(new Step(step, layers.get(next++), step.comment()));
            } else {
                steps.add(new Step(step, null, "(the image has no layer for this)"));
            }
        }
        for (Descriptor layer : layers.subList(next, layers.size())) {
            steps.add(new Step(History.EMPTY, layer, "(the image does not say how this was made)"));
        }
        return steps;
    }
}
