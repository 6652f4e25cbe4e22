package io.atoll.cli.internal.progress;

import io.atoll.api.image.Descriptor;

/** A way to show progress. Called by one thread at a time. */
interface View extends AutoCloseable {
    /** Shows nothing. */
    View NONE = new View() {};

    /** What the command says first and last: people's text, which other programs are given too. */
    default void message(String text) {}

    /** The last of the messages: it went well. */
    default void done(String text) {
        message(text);
    }

    /** A line that stays, as a pipe gets it. */
    default void line(String text) {}

    /** What is transferred is known. */
    default void manifest(Descriptor manifest, int layers) {}

    /** Something has been written where others find it. */
    default void document(Descriptor document, String place) {}

    /** An item is new, in another state, or further. */
    default void changed(Item item) {}

    /** Everything is shown that will be. */
    @Override
    default void close() {}
}
