package io.atoll.cli.internal.progress;

import io.atoll.api.image.Descriptor;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Human;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A pull's progress on a terminal: below the lines one that counts up, redrawn at most ten times a second and gone at the end.
 * A single line, because it needs no knowledge of the screen: nothing breaks if the window is small, resized or scrolled.
 */
public final class LiveProgress extends LineProgress {
    private static final long EVERY = Duration.ofMillis(100).toNanos();

    private final PrintStream out;
    private final CommandContext context;
    private final Map<Descriptor, Long> received = new LinkedHashMap<>();
    private long total;
    private int layers;
    private int complete;
    private long last;
    private boolean shown;

    public LiveProgress(PrintStream out, CommandContext context) {
        super(out);
        this.out = out;
        this.context = context;
    }

    @Override
    public synchronized void layer(int number, Descriptor layer, boolean wasCached) {
        clear();
        super.layer(number, layer, wasCached);
        if (!wasCached && received.putIfAbsent(layer, 0L) == null) {
            total += layer.size();
            layers++;
        }
    }

    @Override
    public synchronized void received(Descriptor layer, long count) {
        received.put(layer, count);
        long now = System.nanoTime();
        if (now - last >= EVERY) {
            last = now;
            draw();
        }
    }

    @Override
    public synchronized void complete(Descriptor layer) {
        if (received.containsKey(layer)) {
            complete++;
        }
        if (complete >= layers) {
            clear();
        } else {
            draw();
        }
    }

    /** Takes the counting line away. */
    public synchronized void clear() {
        if (shown) {
            put("\r\u001b[K");
            shown = false;
        }
    }

    private void draw() {
        long sum = received.values().stream().mapToLong(Long::longValue).sum();
        String line =
                "  %s of %s, %d of %d layers done".formatted(Human.size(sum), Human.size(total), complete, layers);
        int width = Math.max(1, context.terminal().size().columns() - 1);
        put("\r\u001b[K" + (line.length() > width ? line.substring(0, width) : line));
        shown = true;
    }

    private void put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        out.flush();
    }
}
