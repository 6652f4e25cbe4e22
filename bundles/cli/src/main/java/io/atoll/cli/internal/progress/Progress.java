package io.atoll.cli.internal.progress;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/** What is transferred, and where it is shown; what hears of a pull and what hears of a copy are the same but for the words. */
abstract class Progress implements AutoCloseable {
    final Items items;
    final LongSupplier clock;
    private final View view;
    private final PrintStream errors;
    private boolean done;
    private boolean closed;

    /** @param how for the whole of the command; closed with this */
    Progress(Shown how) {
        items = how.items();
        clock = how.clock();
        view = how.view();
        errors = how.errors();
    }

    /**
     * Where progress is shown.
     *
     * @param items what the view also draws from
     * @param clock nanoseconds
     * @param errors standard error
     */
    record Shown(Items items, View view, LongSupplier clock, PrintStream errors) {}

    /** The first line: what is being done. */
    public void message(String text) {
        show(() -> view.message(text));
    }

    /** The last line: it has been done. Nothing is shown after it. */
    public void done(String text) {
        synchronized (items) {
            done = true;
        }
        finish();
        view.done(text);
    }

    /** The same without a line. */
    public void done() {
        synchronized (items) {
            done = true;
        }
        finish();
    }

    /** Leaves the terminal as a command should; says that the user interrupted it, if that is why it ends. */
    @Override
    public void close() {
        finish();
        synchronized (items) {
            if (done) {
                return;
            }
            done = true;
        }
        if (Thread.currentThread().isInterrupted()) {
            errors.println("atoll: interrupted");
        }
    }

    /** Does this with the view, if it is still open. */
    void show(Runnable what) {
        synchronized (items) {
            if (!closed) {
                what.run();
            }
        }
    }

    View view() {
        return view;
    }

    /** Moves an item on. */
    void move(Item item, Item.State state) {
        if (item.state() != state) {
            item.state(state, clock.getAsLong());
            view.changed(item);
        }
    }

    private void finish() {
        synchronized (items) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // Not while the items are locked: the view may wait for who draws them.
        view.close();
    }
}
