package io.atoll.shell.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What is said where a service is not there. */
final class Missing {
    private Missing() {}

    /** @param bundle which bundle provides it */
    static <T> T orElse(@Nullable T service, String bundle) {
        if (service == null) {
            throw new AtollException(
                    ErrorCode.UNAVAILABLE, "the service is not there; start its bundle: start " + bundle);
        }
        return service;
    }
}
