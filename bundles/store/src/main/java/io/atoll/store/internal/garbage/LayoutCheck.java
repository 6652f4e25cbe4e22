package io.atoll.store.internal.garbage;

import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;

/** Checks a layout: what its index leads to. What the store has besides is {@link StoreCheck}'s. */
public interface LayoutCheck {
    CheckReport check();

    CheckReport repair(BlobSource source);
}
