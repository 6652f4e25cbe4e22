package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.registry.internal.pull.PullLease;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PullLeaseTest {
    private static final Digest ONE = Digest.sha256("1".repeat(64));
    private static final Digest TWO = Digest.sha256("2".repeat(64));

    private final FakeStore store = new FakeStore();

    @Test
    @Timeout(60)
    @DisplayName("W32: a pull holds what it needs for as long as it runs, however long that is")
    void isRenewedUntilItIsClosed() throws InterruptedException {
        try (PullLease lease = new PullLease(store, Reference.parse("r.example/app:1"), Duration.ofMillis(8))) {
            lease.hold(List.of(ONE));
            lease.hold(List.of(TWO));
            while (store.timedLeases.get() < 10) {
                Thread.sleep(1);
            }
            assertEquals(1, store.leases.size(), "one lease, taken again");
            assertEquals(Set.of(ONE, TWO), store.leases.values().iterator().next());
            assertTrue(store.leases.keySet().iterator().next().startsWith("pull/r.example/app:1/"));
        }
        assertTrue(store.leases.isEmpty());
        Thread.sleep(50);
        assertTrue(store.leases.isEmpty(), "closed is closed");
    }

    @Test
    void theNameOfTheOwnerFitsAFile() {
        Reference reference = Reference.parse("r.example/" + "a/".repeat(100) + "b:1");
        try (PullLease lease = new PullLease(store, reference, Duration.ofMinutes(1))) {
            lease.hold(List.of(ONE));
            String owner = store.leases.keySet().iterator().next();
            assertTrue(owner.length() * 3 < 255, owner);
        }
    }
}
