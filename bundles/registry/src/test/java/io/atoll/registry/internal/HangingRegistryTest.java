package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.registry.internal.http.Settings;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry that accepts and then says nothing more. */
@Timeout(60)
final class HangingRegistryTest extends PullFixture {
    private final TestImage image = TestImage.simple().serve(registry, "app", "latest");
    private final String blobPath = "/v2/app/blobs/" + image.layers.get(1);
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    Settings settings() {
        return new Settings(
                Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofMillis(150), 2, Duration.ofMillis(5), 3);
    }

    @AfterEach
    void end() {
        over.countDown();
    }

    private FakeRegistry.Handler hang(boolean begin) {
        return exchange -> {
            if (begin) {
                exchange.sendResponseHeaders(200, Objects.requireNonNull(image.blobs.get(image.layers.get(1))).length);
                exchange.getResponseBody().write(31);
                exchange.getResponseBody().flush();
            }
            hanging.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Test
    void noAnswer() {
        registry.on("/v2/app/manifests/latest", hang(false));
        assertContains("it did not answer within 700 ms", fails(ErrorCode.UNAVAILABLE, "app"));
        assertEquals(1, registry.seen("/v2/app/manifests/latest").size());
    }

    @Test
    void noEnd() {
        registry.on(blobPath, hang(true));
        assertContains("it stopped sending for 700 ms", fails(ErrorCode.UNAVAILABLE, "app"));
        assertEquals(2, registry.seen(blobPath).size());
    }

    @Test
    void interruptionEndsIt() throws InterruptedException {
        registry.on(blobPath, hang(true));
        AtomicReference<AtollException> failure = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>(false);
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                pull("app");
            } catch (AtollException e) {
                failure.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        hanging.await();
        long start = System.nanoTime();
        thread.interrupt();
        thread.join();
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 600, "before any limit");
        AtollException e = failure.get();
        assertNotNull(e);
        assertContains("interrupted", String.valueOf(e.getMessage()));
        assertTrue(flag.get());
        assertFalse(store.blobs.containsKey(image.layers.get(1)));
    }
}
