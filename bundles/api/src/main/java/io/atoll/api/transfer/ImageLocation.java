package io.atoll.api.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image is, as people write it: {@code docker://NAME}, {@code oci:DIR[:TAG]}, {@code oci-archive:FILE[:TAG]}, {@code docker-archive:FILE[:NAME]}, or the name of an image in the
 * store.
 *
 * @param transport the {@link ImageTransport#NAME} of the service
 * @param place what the service makes of it
 */
public record ImageLocation(String transport, String place) {
    /** Images of the store: also what a location without a transport is. */
    public static final String STORE = "atoll";

    /** {@code alpine:3} is an image of the store; {@code oci:alpine} is a layout: only these words are transports. */
    private static final Pattern FORM = Pattern.compile("(docker)://(.*)|(oci|oci-archive|docker-archive|atoll):(.*)");

    private static final Pattern OTHER = Pattern.compile("([a-z][a-z0-9+.-]*)://(.*)");

    /** Places of skopeo's and Podman's: whoever writes them does not mean an image that is called {@code dir} and has a tag. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("(dir|docker-daemon|containers-storage|ostree|sif|tarball):.*");

    /** @throws AtollException INVALID if there is nothing after the transport, UNSUPPORTED if only others have it */
    public static ImageLocation parse(String text) {
        Matcher form = FORM.matcher(text);
        Matcher other = OTHER.matcher(text);
        ImageLocation location;
        if (form.matches()) {
            location = form.group(1) != null
                    ? new ImageLocation(form.group(1), form.group(2))
                    : new ImageLocation(form.group(3), form.group(4));
        } else if (other.matches()) {
            location = new ImageLocation(other.group(1), other.group(2));
        } else if (ELSEWHERE.matcher(text).matches()) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "'%1$s' is a place that Atoll does not have: use oci:DIR[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME]; a stored image of this name is atoll:%1$s"
                            .formatted(text));
        } else {
            location = new ImageLocation(STORE, text);
        }
        if (location.place.isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid image location '%s': expected docker://NAME, oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:NAME] or the name of a stored image"
                            .formatted(text));
        }
        return location;
    }

    @Override
    public String toString() {
        return transport + (transport.equals("docker") ? "://" : ":") + place;
    }
}
