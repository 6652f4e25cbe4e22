package io.atoll.runtime.internal.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The health of running containers, for the next engine: a file each in the run directory, that says of which run it is. */
public final class HealthFiles {
    private final Path directory;

    public HealthFiles(Path directory) {
        this.directory = directory;
    }

    /** @param run tells this run of the container from others */
    public void write(String id, String run, HealthState health) throws IOException {
        ObjectNode node = HealthJson.write(health);
        node.put("run", run);
        Path fresh = directory.resolve(id + ".new");
        Files.write(fresh, Json.canonical(node));
        Files.move(fresh, directory.resolve(id), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What the engine before knew of this run. */
    public Optional<HealthState> read(String id, String run) {
        Path file = directory.resolve(id);
        try {
            JsonNode node = Json.parse(Files.readAllBytes(file), file.toString());
            return node.path("run").asText().equals(run) ? Optional.of(HealthJson.read(node)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            System.getLogger(HealthFiles.class.getName())
                    .log(System.Logger.Level.WARNING, "the health of container " + id + " is asked for anew", e);
            return Optional.empty();
        }
    }

    public void remove(String id) throws IOException {
        Files.deleteIfExists(directory.resolve(id));
    }
}
