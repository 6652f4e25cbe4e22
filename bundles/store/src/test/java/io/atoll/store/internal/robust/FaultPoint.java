package io.atoll.store.internal.robust;

import org.jspecify.annotations.Nullable;

/** Asked before and told after each operation that changes files: where a test lets it fail, dies, or looks. */
interface FaultPoint {
    /** Nothing ever happens. */
    FaultPoint NONE = step -> null;

    /**
     * @param step what kind of operation on what kind of path, for example {@code rename images/blobs/sha256/<digest>}
     * @return the error it shall fail with; null to let it happen
     */
    @Nullable
    Errno before(String step);

    /** The operation has happened. */
    default void after(String step) {}
}
