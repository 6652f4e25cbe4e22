package io.atoll.cli.internal.progress;

import java.io.PrintStream;

/** Lines, each at once: for pipes, logs, and terminals that cannot do more. */
final class PlainView implements View {
    private final PrintStream out;

    PlainView(PrintStream out) {
        this.out = out;
    }

    @Override
    public void message(String text) {
        line(text);
    }

    @Override
    public void line(String text) {
        out.println(text);
        out.flush();
    }
}
