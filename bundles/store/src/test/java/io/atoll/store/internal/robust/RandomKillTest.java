package io.atoll.store.internal.robust;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RandomKillTest extends RobustTest {
    private static final int SIGKILL = 9;
    private static final int STORES = 2;
    private static final int LIVES = 16 * FACTOR;
    /** Of lives after which the store is looked at: the next ones start on what the last one left. */
    private static final int ONE_IN = 3;

    @Test
    @DisplayName(
            "W33 engines killed at any moment, one after another on the same store, lose nothing they have acknowledged")
    void killedAtAnyMoment() throws Exception {
        EngineProcesses processes = new EngineProcesses(scratch("processes"));
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(STORES)) {
            for (int i = 0; i < STORES; i++) {
                long seed = System.nanoTime();
                Place place = new Place(temporary.resolve("store-" + i));
                all.add(threads.submit(() -> {
                    lives(processes, place, new Random(seed));
                    return seed;
                }));
            }
        }
        for (Future<?> each : all) {
            each.get();
        }
        System.err.printf("%d engines killed at random moments%n", STORES * LIVES);
    }

    private static void lives(EngineProcesses processes, Place place, Random random) throws Exception {
        Expectations expectations = new Expectations();
        for (int life = 1; life <= LIVES; life++) {
            long seed = random.nextLong();
            Process engine = processes.start(place.root(), "live", Long.toString(seed), "a", "a", "1000000");
            int first = engine.getInputStream().read();
            TimeUnit.MICROSECONDS.sleep(random.nextInt(300_000));
            // Not destroy(): that closes the pipe, and what is in it is lost.
            SYSCALLS.kill(engine.pid(), SIGKILL);
            List<String> journal = new ArrayList<>(EngineProcesses.journal(engine));
            if (first >= 0 && !journal.isEmpty()) {
                journal.set(0, new String(new byte[] {(byte) first}, StandardCharsets.US_ASCII) + journal.getFirst());
            }
            EngineProcesses.ended(engine, SIGKILLED);
            journal.forEach(expectations::read);
            if (life % ONE_IN == 0 || life == LIVES) {
                verifier()
                        .verify(
                                place.root(),
                                expectations,
                                StoreVerifier.After.DEATH,
                                "a life of the seed %d that ended so: %s"
                                        .formatted(
                                                seed,
                                                journal.subList(Math.max(0, journal.size() - 5), journal.size())));
                place.assertOutsideUntouched();
            }
        }
    }
}
