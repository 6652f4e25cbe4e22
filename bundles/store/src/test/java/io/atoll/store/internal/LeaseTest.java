package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.store.Lease;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Leases that end by themselves, on a clock the test sets. */
class LeaseTest extends StoreTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678901234Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private Instant now = START;
    private FileImageStore timed = store;
    private Descriptor blob = new Descriptor("text/plain", digest(1), 1);

    @BeforeEach
    void openWithClock() {
        timed = new FileImageStore(new StoreSettings(root), syscalls, new LocalDisk(), () -> now);
        blob = TestImages.blob(timed, "text/plain", new byte[] {1});
    }

    @AfterEach
    void closeTimed() {
        timed.close();
    }

    private void after(Duration time) {
        now = START.plus(time);
    }

    @Test
    @DisplayName("W32: a lease protects until it expires, and is collected then")
    void anExpiredLeaseProtectsNothing() throws IOException {
        timed.lease("pull/x", List.of(blob.digest()), HOUR);
        after(HOUR.minusMillis(1));
        timed.collectGarbage();
        assertTrue(timed.hasBlob(blob));
        assertEquals(1, count(root.resolve("leases")));
        after(HOUR);
        assertEquals(1, timed.leases().size(), "told of until it is collected");
        assertEquals(1, timed.collectGarbage().blobs());
        assertFalse(timed.hasBlob(blob));
        assertEquals(0, count(root.resolve("leases")));
    }

    @Test
    void takenAgainItLastsLonger() {
        Lease first = timed.lease("pull/x", List.of(blob.digest()), HOUR);
        assertEquals(Optional.of(Instant.parse("2026-01-02T04:04:05.678Z")), first.expires());
        after(HOUR.dividedBy(2));
        Lease second = timed.lease("pull/x", List.of(blob.digest()), HOUR);
        after(HOUR.plusMinutes(1));
        first.close();
        timed.collectGarbage();
        assertTrue(timed.hasBlob(blob), "the first one's end is not the second one's");
        second.close();
        timed.collectGarbage();
        assertFalse(timed.hasBlob(blob));
    }

    @Test
    void anotherEngineReadsWhenItEnds() {
        Lease lease = timed.lease("pull/x", List.of(blob.digest()), HOUR);
        FileImageStore other = new FileImageStore(new StoreSettings(root), syscalls);
        assertEquals(lease.expires(), other.leases().getFirst().expires());
        assertEquals(lease.digests(), other.leases().getFirst().digests());
        other.close();
    }

    @Test
    void withoutALifetimeThereIsNoEnd() throws IOException {
        Lease lease = timed.lease("container/x", List.of(blob.digest()));
        assertEquals(Optional.empty(), lease.expires());
        assertEquals(blob.digest() + "\nend\n", Files.readString(root.resolve("leases/container%2fx")));
        after(Duration.ofDays(10_000));
        timed.collectGarbage();
        assertTrue(timed.hasBlob(blob));
    }

    @Test
    void aClockThatIsSetBackMakesALeaseLonger() {
        timed.lease("pull/x", List.of(blob.digest()), HOUR);
        after(Duration.ofDays(-1));
        timed.collectGarbage();
        assertTrue(timed.hasBlob(blob));
    }

    @Test
    void anEndThatCannotBeReadIsDamage() throws IOException {
        timed.lease("pull/x", List.of(blob.digest()), HOUR);
        Path file = root.resolve("leases/pull%2fx");
        String text = Files.readString(file);
        assertTrue(text.endsWith("\nexpires 2026-01-02T04:04:05.678Z\nend\n"), text);
        Files.writeString(file, text.replace("2026-01", "2026-99"));
        assertFails(ErrorCode.CONFLICT, timed::collectGarbage);
        assertTrue(timed.hasBlob(blob));
    }

    @Test
    void aLifetimeIsPositive() {
        assertFails(ErrorCode.INVALID, () -> timed.lease("x", List.of(), Duration.ZERO));
        assertFails(ErrorCode.INVALID, () -> timed.lease("x", List.of(), Duration.ofSeconds(-1)));
    }

    @Test
    @DisplayName("W33: a lease whose writing fails leaves the one before as it was")
    void aRenewalThatFailsChangesNothing() throws IOException {
        timed.lease("pull/x", List.of(blob.digest()), HOUR);
        WatchedDisk failing = new WatchedDisk(
                path -> {
                    throw new IOException("No space left on device");
                },
                path -> {});
        FileImageStore broken = new FileImageStore(new StoreSettings(root), syscalls, failing, () -> now);
        assertFails(ErrorCode.KERNEL, () -> broken.lease("pull/x", List.of(), HOUR));
        assertEquals(1, count(root.resolve("leases")));
        timed.collectGarbage();
        assertTrue(timed.hasBlob(blob));
        broken.close();
    }
}
