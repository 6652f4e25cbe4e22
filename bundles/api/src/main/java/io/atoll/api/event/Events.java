package io.atoll.api.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The events of this engine and, a bounded number of them, of those before it. They are news, not a record: of an engine that is killed
 * the last quarter of a second may be missing.
 */
@ProviderType
public interface Events {
    /** Tells everybody. Returns at once. */
    void publish(Event event);

    /**
     * Reads events, oldest first.
     *
     * @param since those from then on that are kept; null: only those to come
     * @param until no later ones: the reader ends then; null: it does not end
     */
    EventReader read(@Nullable Instant since, @Nullable Instant until);

    /** Events as they come. */
    interface EventReader extends AutoCloseable {
        /**
         * The next; waits for it.
         *
         * @return null at the end
         * @throws io.atoll.api.AtollException UNAVAILABLE if events came faster than they were read, for long
         */
        @Nullable
        Event next() throws InterruptedException;

        @Override
        void close();
    }
}
