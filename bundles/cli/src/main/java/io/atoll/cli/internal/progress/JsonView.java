package io.atoll.cli.internal.progress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Descriptor;
import io.atoll.json.Json;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Events for programs, an object a line: docs/progress.md. */
final class JsonView implements View {
    private static final long EVERY = Duration.ofMillis(200).toNanos();

    /** What a program was last told of an item. */
    private record Told(Item.State state, long at) {}

    private final PrintStream out;
    private final LongSupplier clock;
    private final Map<String, Told> told = new HashMap<>();

    JsonView(PrintStream out, LongSupplier clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void message(String text) {
        write(event("message").put("text", text));
    }

    @Override
    public void done(String text) {
        write(event("done").put("text", text));
    }

    @Override
    public void manifest(Descriptor manifest, int layers) {
        write(event("manifest").put("digest", manifest.digest().toString()).put("layers", layers));
    }

    @Override
    public void document(Descriptor document, String place) {
        write(event("document").put("digest", document.digest().toString()).put("place", place));
    }

    /** Every state, and between them what has come a few times a second. */
    @Override
    public void changed(Item item) {
        long now = clock.getAsLong();
        Told last = told.get(item.id());
        if (last != null && last.state == item.state() && now - last.at < EVERY) {
            return;
        }
        told.put(item.id(), new Told(item.state(), now));
        ObjectNode node = event("item")
                .put("id", item.id())
                .put("kind", item.kind())
                .put("number", item.number())
                .put("state", item.state().word())
                .put("current", item.current())
                .put("total", item.total());
        if (item.state().isActive()) {
            item.perSecond().ifPresent(rate -> node.put("rate", rate));
        }
        write(node);
    }

    private static ObjectNode event(String name) {
        return Json.object().put("event", name);
    }

    private void write(ObjectNode node) {
        out.println(new String(Json.canonical(node), StandardCharsets.UTF_8));
        out.flush();
    }
}
