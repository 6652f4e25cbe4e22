package io.atoll.store.internal.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.posix.Trees;
import io.atoll.store.internal.OpenStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Power cuts on file systems of which only what POSIX promises is known; that of Linux that {@link PowerCutTest} has promises more. */
class PromisesTest extends RobustTest {
    private static final int RANDOM_ADVERSARIES = 2 * FACTOR;

    private Path directory = Path.of("/nonexistent");
    private Path top = Path.of("/nonexistent");
    private Path root = Path.of("/nonexistent");
    private final List<String> problems = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();

    @BeforeEach
    void place(TestInfo test) throws IOException {
        directory = scratch(test.getTestMethod().orElseThrow().getName());
        top = Files.createDirectory(directory.resolve("top"));
        root = top.resolve("store");
    }

    @Test
    @DisplayName("W33 whatever of what was not synced a power cut leaves, after any step, nothing acknowledged is lost")
    void atEveryStep() throws IOException {
        Map<String, Integer> total = KillAtEveryStepTest.steps(scratch("record").resolve("store"));
        Map<String, Integer> seen = new TreeMap<>();
        Promises promises = promises();
        FaultPoint point = new FaultPoint() {
            @Override
            public @Nullable Errno before(String step) {
                return null;
            }

            @Override
            public synchronized void after(String step) {
                int count = seen.merge(step, 1, Integer::sum);
                if (count == 1 || count == total.getOrDefault(step, 0) || FACTOR > 1) {
                    cut(promises, "'%s', number %d".formatted(step, count));
                }
            }
        };
        phases(promises, point, Phase.ALL);
        assertEquals("", String.join("\n", problems), problems.size() + " problems");
    }

    /** An engine dies between a change and its sync; the next one finds the change done. */
    @Test
    @DisplayName("W33 what an engine that was killed had not synced, the next one makes durable before it acknowledges")
    void afterADeath() throws IOException {
        // Without extracting: that syncs everything.
        Phase load = new Phase(
                "load", its -> its.load("a:1", Expectations.Known.all().getFirst()));
        int deaths = 0;
        boolean some = true;
        while (some) {
            Path its = Files.createDirectory(directory.resolve("death-" + ++deaths));
            top = Files.createDirectory(its.resolve("top"));
            root = top.resolve("store");
            Promises promises = new Promises(top, Files.createDirectory(its.resolve("copies")));
            Death death = new Death(deaths);
            try {
                phases(promises, death, List.of(load));
                some = false;
            } catch (Died e) {
                journal.clear();
                phases(promises, FaultPoint.NONE, List.of(load));
                cut(promises, "the death of another engine after '%s'".formatted(death.last));
            }
        }
        assertEquals("", String.join("\n", problems), problems.size() + " problems");
        assertTrue(deaths > 50, deaths + " deaths");
    }

    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** After so many steps; then nothing happens any more. */
    private static final class Death implements FaultPoint {
        private int left;
        private String last = "";

        Death(int after) {
            this.left = after;
        }

        @Override
        public @Nullable Errno before(String step) {
            if (left == 0) {
                throw new Died();
            }
            return null;
        }

        @Override
        public void after(String step) {
            left--;
            if (left == 0) {
                last = step;
                throw new Died();
            }
        }
    }

    private Promises promises() throws IOException {
        return new Promises(top, Files.createDirectory(directory.resolve("copies")));
    }

    private void phases(Promises promises, FaultPoint point, List<Phase> phases) {
        FaultPoint syncs = new FaultPoint() {
            @Override
            public @Nullable Errno before(String step) {
                return point.before(step);
            }

            @Override
            public void after(String step) {
                if (step.startsWith("syncfs")) {
                    try {
                        promises.everything();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                point.after(step);
            }
        };
        try (OpenStore store = OpenStore.at(
                root,
                FaultySyscalls.around(root, SYSCALLS, syncs),
                new FaultyDisk(root, point, new PromisingDisk(promises)))) {
            Operations operations = new Operations(store.store(), new Journal(journal::add));
            phases.forEach(phase -> phase.action().accept(operations));
        }
    }

    private void cut(Promises promises, String step) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Promises.Adversary> adversaries =
                new ArrayList<>(List.of(names -> false, names -> names, names -> !names));
        for (int i = 0; i < RANDOM_ADVERSARIES; i++) {
            adversaries.add(names -> random.nextBoolean());
        }
        for (Promises.Adversary adversary : adversaries) {
            Path left = directory.resolve("left");
            try {
                promises.cutPower(left, adversary);
                verifier()
                        .verify(
                                left.resolve("store"),
                                Expectations.of(journal),
                                StoreVerifier.After.POWER_CUT,
                                "%s and adversary %d of the seed %d"
                                        .formatted(step, adversaries.indexOf(adversary), seed));
            } catch (AssertionError e) {
                problems.add(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            try {
                var unused = Trees.remove(left);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
