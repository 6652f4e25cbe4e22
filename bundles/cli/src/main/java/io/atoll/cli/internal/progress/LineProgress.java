package io.atoll.cli.internal.progress;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Manifest;
import io.atoll.api.registry.PullListener;
import io.atoll.cli.internal.image.ImageText;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** A pull's progress as plain lines, one for each layer, in the order of the manifest whatever order they are worked on. */
public class LineProgress implements PullListener {
    private final PrintStream out;
    private @Nullable String[] lines = {};
    private int printed;
    private int downloaded;
    private int cached;
    private boolean alreadyPresent;

    public LineProgress(PrintStream out) {
        this.out = out;
    }

    public synchronized boolean wasPresent() {
        return alreadyPresent;
    }

    /** {@code 2 layers downloaded, 1 cached}. */
    public synchronized String summary() {
        return "%d layers downloaded, %d cached".formatted(downloaded, cached);
    }

    @Override
    public synchronized void alreadyPresent() {
        alreadyPresent = true;
    }

    @Override
    public synchronized void manifest(Descriptor descriptor, Manifest manifest) {
        lines = new @Nullable String[manifest.layers().size()];
        String digest = descriptor.digest().toString();
        out.println("  Manifest: %s (%d layers)".formatted(digest.substring(0, 19), lines.length));
        out.flush();
    }

    @Override
    public synchronized void layer(int number, Descriptor layer, boolean wasCached) {
        if (wasCached) {
            cached++;
        } else {
            downloaded++;
        }
        if (number < 1 || number > lines.length) {
            return;
        }
        String wasm = ImageText.isWasm(layer) ? ", wasm" : "";
        String state = wasCached ? "(cached%s)".formatted(wasm) : "(downloading%s...)".formatted(wasm);
        lines[number - 1] = "  Layer %d/%d: %s %s"
                .formatted(number, lines.length, layer.digest().shortHex(), state);
        while (printed < lines.length && lines[printed] != null) {
            out.println(lines[printed++]);
        }
        out.flush();
    }
}
