package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** W38: one host is asked for only so much at a time, whoever asks. */
@Timeout(120)
final class HostLimitTest extends PushFixture {
    @TempDir
    private Path home;

    private final TestImage one = many("one");
    private final TestImage two = many("two");

    @Override
    Settings settings() {
        return new Settings(
                PullFixture.QUICK.connect(),
                PullFixture.QUICK.idle(),
                PullFixture.QUICK.probe(),
                PullFixture.QUICK.tries(),
                PullFixture.QUICK.backoff(),
                4);
    }

    private static TestImage many(String name) {
        return new TestImage(
                "linux/amd64",
                MediaTypes.OCI_LAYER,
                IntStream.range(0, 8).mapToObj(i -> name + i).toList());
    }

    @BeforeEach
    void limit() throws IOException {
        limit(2);
    }

    private void limit(int most) throws IOException {
        Path file = home.resolve(".config/atoll/registries.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"registries\": {\"%s\": {\"parallel\": %d}}}".formatted(registry.name(), most));
    }

    private ImageTransport.Context context() {
        return new ImageTransport.Context(
                Path.of("/"), "docker.io/library", new RegistryAccess(null, false, Map.of("HOME", home.toString())));
    }

    private void push(String name, TestImage image) {
        client.target(registry.name() + "/" + name, context()).write(set(image), new MemorySource(image.blobs), told);
    }

    private void pull(String name) {
        client.pull(
                new PullRequest(
                        Reference.parse(registry.name() + "/" + name),
                        new Platform("linux", "amd64", null),
                        context().access()),
                PullListener.NONE);
    }

    /** Holds back those that pass until as many as may be are there, and sees whether there are more. */
    private static final class Gauge {
        final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger now = new AtomicInteger();
        private final CountDownLatch full;
        private final CountDownLatch over = new CountDownLatch(1);
        private final int limit;

        Gauge(int limit) {
            this.limit = limit;
            full = new CountDownLatch(limit);
        }

        void pass() throws IOException {
            int count = now.incrementAndGet();
            most.accumulateAndGet(count, Math::max);
            full.countDown();
            try {
                assertTrue(full.await(30, TimeUnit.SECONDS), "as many as may be");
                if (count > limit || over.await(10, TimeUnit.MILLISECONDS)) {
                    over.countDown();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            now.decrementAndGet();
        }
    }

    private static void both(Runnable first, Runnable second) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<?> done :
                    threads.invokeAll(java.util.List.of(Executors.callable(first), Executors.callable(second)))) {
                done.get();
            }
        }
    }

    @Test
    @DisplayName("W38: two pulls of many layers at once keep to the limit that is configured for their host")
    void pulls() throws Exception {
        push("one:1", one);
        push("two:1", two);
        Gauge gauge = new Gauge(2);
        registry.fault = exchange -> {
            if (exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().getPath().contains("/blobs/")) {
                gauge.pass();
            }
            return false;
        };
        both(() -> pull("one:1"), () -> pull("two:1"));
        assertEquals(2, gauge.most.get());
        assertEquals(2, store.images.size());
    }

    @Test
    @DisplayName("W38: and so do two pushes")
    void pushes() throws Exception {
        Gauge gauge = new Gauge(2);
        registry.fault = exchange -> {
            if (exchange.getRequestMethod().equals("PUT")
                    && exchange.getRequestURI().getPath().contains("/uploads/")) {
                gauge.pass();
            }
            return false;
        };
        both(() -> push("one:1", one), () -> push("two:1", two));
        assertEquals(2, gauge.most.get());
        assertPushed(one, "one", "1");
        assertPushed(two, "two", "1");
    }

    @Test
    @DisplayName(
            "W38: copying within a host that is asked for one thing at a time, with uploads that are cut: nobody waits for themselves")
    void copiesWithinAHost() throws IOException {
        push("one:1", one);
        limit(1);
        registry.mounts = false;
        AtomicInteger uploads = new AtomicInteger();
        registry.fault = exchange -> {
            boolean upload = exchange.getRequestMethod().equals("PUT")
                    && exchange.getRequestURI().getPath().contains("/uploads/");
            if (upload && uploads.getAndIncrement() % 2 == 0) {
                throw new IOException("cut");
            }
            return false;
        };
        client.target(registry.name() + "/copy:1", context())
                .write(set(one), client.source(registry.name() + "/one:1", context()), told);
        assertPushed(one, "copy", "1");
    }
}
