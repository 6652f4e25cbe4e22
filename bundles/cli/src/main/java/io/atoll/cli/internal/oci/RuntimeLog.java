package io.atoll.cli.internal.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The file in which callers look for what went wrong, as runc writes it. */
final class RuntimeLog {
    private final Path file;
    private final boolean json;

    RuntimeLog(Path file, boolean json) {
        this.file = file;
        this.json = json;
    }

    /** @throws IOException if it cannot be written */
    void write(String level, String message) throws IOException {
        String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String line;
        if (json) {
            ObjectNode node =
                    Json.object().put("level", level).put("msg", message).put("time", time);
            line = new String(Json.canonical(node), StandardCharsets.UTF_8);
        } else {
            line = "time=\"%s\" level=%s msg=\"%s\""
                    .formatted(
                            time,
                            level,
                            message.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        }
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
