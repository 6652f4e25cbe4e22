package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;

/** A layer cannot be extracted by itself. */
public final class LowersNeeded extends AtollException {
    private static final long serialVersionUID = 1L;

    LowersNeeded(EntryPath target) {
        super(
                ErrorCode.CONFLICT,
                "the layer has a hard link to '%s', which it does not hold: it can only be extracted with the layers below it"
                        .formatted(EntryPath.text(target.path())));
    }
}
