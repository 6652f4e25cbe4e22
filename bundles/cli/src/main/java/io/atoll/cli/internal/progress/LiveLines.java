package io.atoll.cli.internal.progress;

import io.atoll.cli.CommandContext;
import io.atoll.cli.Terminal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines on the client's standard output, a terminal, that change in place. The last of them stay. */
public final class LiveLines implements AutoCloseable {
    private final CommandContext context;
    private final Screen screen = new Screen();
    private List<String> last = List.of();
    private @Nullable Terminal drawnFor;

    public LiveLines(CommandContext context) {
        this.context = context;
    }

    /** Whether the client's terminal can do what this asks of it. */
    public static boolean canBeShown(CommandContext context) {
        return context.terminal().output() && LiveView.canBeShown(context);
    }

    /** Makes the lines these: those that fit on the terminal, one line of which stays free. */
    public void show(List<String> lines) {
        Terminal terminal = context.terminal();
        if (drawnFor == null) {
            context.terminalReset(Screen.RESET);
        }
        last = lines;
        write(screen.update(
                lines.subList(
                        0, Math.min(lines.size(), Math.max(1, terminal.size().rows() - 1))),
                isOther(terminal)));
        drawnFor = terminal;
    }

    @Override
    public void close() {
        if (drawnFor != null) {
            StringBuilder end = new StringBuilder(screen.clear(isOther(context.terminal())));
            last.forEach(line -> end.append(line).append('\n'));
            write(end.toString());
            context.terminalReset("");
        }
    }

    /** Another object: the client has said something of the terminal since. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isOther(Terminal terminal) {
        return drawnFor != null && drawnFor != terminal;
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        context.out().write(bytes, 0, bytes.length);
        context.out().flush();
    }
}
