package io.atoll.store.internal.robust;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManyProcessesTest extends RobustTest {
    private static final int PROCESSES = 8;
    private static final int OPERATIONS = 40 * FACTOR;

    @Test
    @DisplayName("W32 eight processes on one store, each with names of its own, lose nothing of each other's")
    void eachWithItsNames() throws Exception {
        Expectations expectations = new Expectations();
        Place place = new Place(temporary.resolve("own"));
        for (List<String> journal : live(place, true)) {
            journal.forEach(expectations::read);
        }
        // What one has extracted another may have collected, when no image needed it.
        expectations.layersMayBeGone();
        verifier().verify(place.root(), expectations, StoreVerifier.After.DEATH, "eight processes");
        place.assertOutsideUntouched();
    }

    @Test
    @DisplayName("W32 of eight processes that name and remove the same images the last one of each name wins")
    void allWithTheSameNames() throws Exception {
        Place place = new Place(temporary.resolve("same"));
        List<Expectations> each = new ArrayList<>();
        for (List<String> journal : live(place, false)) {
            each.add(Expectations.of(journal));
        }
        Expectations any = Expectations.anyOf(each);
        verifier().verify(place.root(), any, StoreVerifier.After.DEATH, "eight processes of the same names");
        place.assertOutsideUntouched();
    }

    private static List<List<String>> live(Place place, boolean own) throws Exception {
        EngineProcesses processes = new EngineProcesses(scratch("processes-" + own));
        long seed = System.nanoTime();
        List<Future<List<String>>> running = new ArrayList<>();
        List<List<String>> journals = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(PROCESSES)) {
            for (int i = 0; i < PROCESSES; i++) {
                String prefix = own ? "p" + i + "-" : "shared-";
                Process engine = processes.start(
                        place.root(), "live", Long.toString(seed + i), prefix, "p" + i, Integer.toString(OPERATIONS));
                running.add(threads.submit(() -> {
                    List<String> journal = EngineProcesses.journal(engine);
                    EngineProcesses.ended(engine, 0);
                    return journal;
                }));
            }
        }
        for (Future<List<String>> one : running) {
            journals.add(one.get());
        }
        long acknowledged = journals.stream()
                .flatMap(List::stream)
                .filter(line -> line.startsWith("tagged"))
                .count();
        assertTrue(acknowledged > PROCESSES, acknowledged + " images named, of the seed " + seed);
        System.err.printf("%d processes named %d images at once%n", PROCESSES, acknowledged);
        return journals;
    }
}
