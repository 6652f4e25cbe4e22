package io.atoll.api.runtime;

import io.atoll.api.image.Reference;

/**
 * The files of a stored image, read-only.
 *
 * @param image its name
 */
public record ImageMount(Reference image, String target) implements Mount {
    @Override
    public boolean readOnly() {
        return true;
    }
}
