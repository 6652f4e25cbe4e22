package io.atoll.registry.internal.pull;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Redact;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a descriptor says that its blob is, too (image-spec 1.1 descriptor.md, {@code urls}): layers that only their vendor may distribute are there and not in the registry. Whoever made the manifest
 * chose these places, so they are told nothing but the address: no credentials, and what comes is verified as everything is.
 */
final class OtherPlaces {
    /** Of one blob; more are not tried. */
    private static final int MOST = 5;

    /** Gets the blob from one place. */
    interface Fetch {
        void from(URI place) throws InterruptedException;
    }

    private final Target target;
    private final Descriptor blob;
    private final String failure;

    /** @param failure what a message begins with */
    OtherPlaces(Target target, Descriptor blob, String failure) {
        this.target = target;
        this.blob = blob;
        this.failure = failure;
    }

    /** @throws AtollException NOT_FOUND, UNAVAILABLE or CORRUPT if no place gives it, so that a mirror's failure is not the registry's: the message says what each said */
    void tryInTurn(Fetch fetch) throws InterruptedException {
        List<String> said = new ArrayList<>();
        ErrorCode code = ErrorCode.NOT_FOUND;
        for (String text : blob.urls().stream().limit(MOST).toList()) {
            try {
                fetch.from(place(text));
                return;
            } catch (AtollException e) {
                // Our own disk is no fault of the place.
                if (Thread.currentThread().isInterrupted() || e.code() == ErrorCode.KERNEL) {
                    throw e;
                }
                boolean itself = e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.CORRUPT;
                code = itself ? e.code() : code;
                said.add(String.valueOf(e.getMessage()).replace(failure + ": ", ""));
            }
        }
        throw new AtollException(
                code,
                "%s: %s does not have it, and where it should be, too, it could not be fetched (%s); get it from its vendor and push it to a registry of your own"
                        .formatted(failure, target.registry(), String.join("; ", said)));
    }

    /** By HTTPS; in clear only if the registry is asked in clear, too, or the user allowed it. */
    private URI place(String text) {
        try {
            URI place = new URI(text);
            boolean plain = "http".equalsIgnoreCase(place.getScheme())
                    && (target.origin().isPlain() || target.insecure());
            if (place.getHost() != null
                    && place.getUserInfo() == null
                    && (plain || "https".equalsIgnoreCase(place.getScheme()))) {
                return place;
            }
        } catch (URISyntaxException e) {
            // Reported below.
        }
        throw new AtollException(ErrorCode.INVALID, "'%s' is no address to fetch from".formatted(Redact.text(text)));
    }
}
