package io.atoll.cli.internal.progress;

import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.CommandContext;
import io.atoll.cli.Terminal;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A line an item and one for the sum, redrawn in place. At the end they make way for the lines that a pipe would have got, so that what
 * stays on the screen is the same.
 */
final class LiveView implements View {
    private static final Duration EVERY = Duration.ofMillis(100);

    private final Items items;
    private final CommandContext context;
    private final PrintStream out;
    private final LongSupplier clock;
    private final boolean colours;
    private final List<String> held = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Guards what follows, and what is written: who draws does not keep anybody from going on. */
    private final Object drawing = new Object();

    private final Screen screen = new Screen();
    private @Nullable Terminal drawnFor;
    private boolean closed;

    LiveView(Items items, CommandContext context, PrintStream out, LongSupplier clock) {
        this.items = items;
        this.context = context;
        this.out = out;
        this.clock = clock;
        colours = context.environment("NO_COLOR") == null;
    }

    /** Whether the user's terminal can do what this asks of it. */
    static boolean canBeShown(CommandContext context) {
        String kind = context.environment("TERM");
        return kind != null && !kind.isEmpty() && !kind.equals("dumb");
    }

    static LiveView start(Items items, CommandContext context, PrintStream out) {
        LiveView view = new LiveView(items, context, out, System::nanoTime);
        Thread.ofPlatform().name("atoll-progress").daemon().start(view::draw);
        return view;
    }

    private void draw() {
        try {
            while (!ended.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shows what has changed. */
    void tick() {
        Terminal terminal = context.terminal();
        List<String> lines = lines(terminal.size());
        synchronized (drawing) {
            if (closed || lines.isEmpty()) {
                return;
            }
            if (drawnFor == null) {
                context.terminalReset(Screen.RESET);
            }
            write(screen.update(lines, isOther(terminal)));
            drawnFor = terminal;
        }
    }

    @Override
    public void message(String text) {
        line(text);
    }

    @Override
    public void line(String text) {
        synchronized (items) {
            if (!items.isEmpty() && ended.getCount() > 0) {
                held.add(text);
                return;
            }
        }
        out.println(text);
        out.flush();
    }

    @Override
    public void close() {
        ended.countDown();
        List<String> lines;
        synchronized (items) {
            lines = List.copyOf(held);
            held.clear();
        }
        synchronized (drawing) {
            if (closed) {
                return;
            }
            closed = true;
            StringBuilder last = new StringBuilder(screen.clear(isOther(context.terminal())));
            lines.forEach(line -> last.append(line).append('\n'));
            write(last.toString());
            if (drawnFor != null) {
                context.terminalReset("");
            }
        }
    }

    private List<String> lines(TerminalSize size) {
        synchronized (items) {
            if (items.isEmpty()) {
                return List.of();
            }
            items.tick(clock.getAsLong());
            return Layout.rows(items, size).stream()
                    .map(row -> row.shown(colours))
                    .toList();
        }
    }

    /** Another object: the client has said something of the terminal since. That it is resized, or that the user is back from elsewhere. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isOther(Terminal terminal) {
        return drawnFor != null && drawnFor != terminal;
    }

    private void write(String text) {
        if (!text.isEmpty()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write(bytes, 0, bytes.length);
            out.flush();
        }
    }
}
