package io.atoll.cli.internal.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** {@code --progress}, and the events of docs/progress.md. */
@Timeout(60)
class ProgressOptionsTest {
    private final TestImage image = new TestImage(2);
    private final TerminalUser user = new TerminalUser(80, 24);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long now = 1;

    private static ProgressOptions parsed(String... arguments) {
        ProgressOptions options = new ProgressOptions();
        new CommandLine(options).parseArgs(arguments);
        return options;
    }

    private PullProgress json() {
        PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);
        return new PullProgress(
                new Progress.Shown(new Items(), new JsonView(stream, () -> now), () -> now, user.err()));
    }

    private List<JsonNode> events() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            events.add(Json.parse(line.getBytes(StandardCharsets.UTF_8), "an event"));
        }
        return events;
    }

    @Test
    void onATerminalWithoutAWordItIsLive() throws InterruptedException {
        try (PullProgress progress = parsed().pull(user)) {
            progress.manifest(image.descriptor, image.manifest());
            while (user.reset.isEmpty()) {
                Thread.sleep(1); // the display's own thread draws
            }
        }
        assertTrue(user.emulator.isSane());
    }

    @Test
    void plainNoneAndWhatTheyLeave() {
        try (PullProgress progress = parsed("--progress", "plain").pull(user)) {
            progress.manifest(image.descriptor, image.manifest());
            progress.done("Done");
        }
        assertEquals("  Manifest: sha256:abc000000000 (2 layers)\nDone", user.emulator.contents());
        assertTrue(parsed("--progress=none").isNone());
        assertFalse(parsed("--progress=plain").isNone());
        try (PullProgress progress = parsed("--progress", "none").pull(user)) {
            progress.message("x");
            progress.manifest(image.descriptor, image.manifest());
            progress.done("Done");
        }
        assertEquals("  Manifest: sha256:abc000000000 (2 layers)\nDone", user.emulator.contents());
        AtollException wrong = assertThrows(
                AtollException.class, () -> parsed("--progress=tty").check());
        assertEquals("unknown progress 'tty': expected 'auto', 'plain', 'json' or 'none'", wrong.getMessage());
    }

    @Test
    void asideGoesToStandardError() {
        try (PullProgress progress = parsed("--progress", "plain").pullAside(user)) {
            progress.manifest(image.descriptor, image.manifest());
            progress.done();
        }
        assertEquals("  Manifest: sha256:abc000000000 (2 layers)\n", user.errors());
        assertEquals("", user.emulator.contents());
    }

    @Test
    void eventsOfAPull() throws IOException {
        try (PullProgress progress = json()) {
            progress.message("Pulling a:1...");
            progress.manifest(image.descriptor, image.manifest());
            progress.layer(1, image.layer(1), true);
            progress.layer(2, image.layer(2), false);
            for (int i = 1; i <= 1000; i++) {
                now += Duration.ofMillis(2).toNanos();
                progress.received(image.layer(2), i * 10_000L);
            }
            progress.received(image.layer(2), 20_000_000);
            progress.complete(image.layer(2));
            progress.done("Done: 1 layers downloaded, 1 cached");
        }
        List<JsonNode> events = events();
        assertEquals(
                "{\"event\":\"message\",\"text\":\"Pulling a:1...\"}",
                events.get(0).toString());
        assertEquals(
                "{\"digest\":\"%s\",\"event\":\"manifest\",\"layers\":2}".formatted(image.descriptor.digest()),
                events.get(1).toString());
        assertEquals(
                "{\"current\":0,\"event\":\"item\",\"id\":\"%s\",\"kind\":\"layer\",\"number\":1,\"state\":\"waiting\",\"total\":10000000}"
                        .formatted(image.layer(1).digest()),
                events.get(2).toString());
        List<JsonNode> second = events.stream()
                .filter(event -> event.path("number").asInt() == 2)
                .toList();
        List<String> states = second.stream()
                .map(event -> event.path("state").asText())
                .distinct()
                .toList();
        assertEquals(List.of("waiting", "downloading", "extracting", "done"), states);
        // two seconds of it, at five a second
        long downloading = second.stream()
                .filter(event -> event.path("state").asText().equals("downloading"))
                .count();
        assertTrue(downloading >= 9 && downloading <= 12, downloading + " events");
        JsonNode late = second.get(second.size() - 3);
        assertEquals("downloading", late.path("state").asText());
        assertEquals(5_000_000, late.path("rate").asDouble(), 200_000);
        assertEquals(20_000_000, second.getLast().path("current").asLong());
        assertEquals(
                "{\"event\":\"done\",\"text\":\"Done: 1 layers downloaded, 1 cached\"}",
                events.getLast().toString());
    }

    @Test
    void aFailureHasNoEventDone() throws IOException {
        try (PullProgress progress = json()) {
            progress.manifest(image.descriptor, image.manifest());
        }
        assertTrue(events().stream()
                .noneMatch(event -> event.path("event").asText().equals("done")));
        assertEquals("", user.errors());
    }

    /** Listeners are told from several threads; a layer that is listed twice is one item. */
    @Test
    void manyThreads() throws InterruptedException {
        TestImage large = new TestImage(64);
        List<Thread> threads = new ArrayList<>();
        try (PullProgress progress = parsed("--progress=auto").pull(user)) {
            progress.manifest(large.descriptor, large.manifest());
            CountDownLatch start = new CountDownLatch(1);
            for (int i = 1; i <= 64; i++) {
                int number = i;
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    progress.layer(number, large.layer(number), false);
                    for (long count = 0; count <= large.layer(number).size(); count += 100_000) {
                        progress.received(large.layer(number), count);
                    }
                    progress.complete(large.layer(number));
                }));
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            progress.done("Done: " + progress.summary());
        }
        List<String> lines = user.emulator.contents().lines().toList();
        assertEquals(66, lines.size());
        assertTrue(lines.get(64).startsWith("  Layer 64/64: 040"), lines.get(64));
        assertEquals("Done: 64 layers downloaded, 0 cached", lines.get(65));
        assertTrue(user.emulator.isSane());
    }
}
