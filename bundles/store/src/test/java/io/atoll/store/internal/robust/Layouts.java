package io.atoll.store.internal.robust;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.image.Digest;
import io.atoll.json.Json;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads an image layout with none of the store's code, and says what is wrong with it. */
final class Layouts {
    private final Path directory;
    private final List<String> problems;
    private final Map<String, Digest> names = new TreeMap<>();
    private final Set<Digest> needed = new HashSet<>();
    private final Set<Digest> diffIds = new HashSet<>();

    private Layouts(Path directory, List<String> problems) {
        this.directory = directory;
        this.problems = problems;
    }

    /** @param problems is added to */
    static Layouts read(Path directory, List<String> problems) throws IOException {
        Layouts layout = new Layouts(directory, problems);
        layout.index();
        layout.blobs();
        return layout;
    }

    Map<String, Digest> names() {
        return names;
    }

    /** Blobs that images need. */
    Set<Digest> needed() {
        return needed;
    }

    Set<Digest> diffIds() {
        return diffIds;
    }

    private void index() throws IOException {
        Path file = directory.resolve("index.json");
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        byte[] bytes = Files.readAllBytes(file);
        JsonNode index = Json.parse(bytes, "index.json");
        if (!Arrays.equals(Json.canonical(index), bytes)) {
            problems.add("index.json is not canonical JSON");
        }
        Path marker = directory.resolve("oci-layout");
        if (!Files.exists(marker)
                || !Files.readString(marker, StandardCharsets.UTF_8).equals("{\"imageLayoutVersion\":\"1.0.0\"}")) {
            problems.add("oci-layout is missing or wrong");
        }
        for (JsonNode entry : index.path("manifests")) {
            String name = entry.path("annotations")
                    .path("org.opencontainers.image.ref.name")
                    .asText();
            root(entry, name);
            if (names.put(name, Digest.parse(entry.path("digest").asText())) != null) {
                problems.add("index.json has the name %s twice".formatted(name));
            }
        }
    }

    private void root(JsonNode descriptor, String name) {
        JsonNode document = Json.parse(blob(descriptor), name);
        if (document.has("manifests")) {
            document.path("manifests").forEach(child -> root(child, name));
            return;
        }
        JsonNode config = Json.parse(blob(document.path("config")), name);
        document.path("layers").forEach(this::blob);
        config.path("rootfs").path("diff_ids").forEach(id -> diffIds.add(Digest.parse(id.asText())));
    }

    private byte[] blob(JsonNode descriptor) {
        Digest digest = Digest.parse(descriptor.path("digest").asText());
        needed.add(digest);
        try {
            byte[] bytes = Files.readAllBytes(directory.resolve("blobs/sha256").resolve(digest.hex()));
            if (bytes.length != descriptor.path("size").asLong()) {
                problems.add("the blob %s has %d bytes, not %s"
                        .formatted(digest, bytes.length, descriptor.path("size").asText()));
            }
            return bytes;
        } catch (IOException e) {
            problems.add("an image needs the blob %s: %s".formatted(digest, e));
            return "{}".getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Of every file, also of those no image needs: a blob that has its name is complete. */
    private void blobs() throws IOException {
        for (Path blob : children(directory.resolve("blobs/sha256"))) {
            String found = TestImages.sha256(Files.readAllBytes(blob)).hex();
            if (!found.equals(String.valueOf(blob.getFileName()))) {
                problems.add("the blob %s holds what is %s".formatted(blob, found));
            }
        }
    }

    static List<Path> children(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted().toList();
        }
    }
}
