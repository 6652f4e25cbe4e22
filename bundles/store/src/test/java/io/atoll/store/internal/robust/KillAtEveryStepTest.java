package io.atoll.store.internal.robust;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.posix.Trees;
import io.atoll.store.internal.OpenStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KillAtEveryStepTest extends RobustTest {
    private static final int AT_ONCE = 2;

    /** How often each step is done when all phases are. */
    static Map<String, Integer> steps(Path root) {
        Map<String, Integer> steps = new LinkedHashMap<>();
        FaultPoint recorder = new FaultPoint() {
            @Override
            public @Nullable Errno before(String step) {
                return null;
            }

            @Override
            public synchronized void after(String step) {
                steps.merge(step, 1, Integer::sum);
            }
        };
        try (OpenStore store =
                OpenStore.at(root, FaultySyscalls.around(root, SYSCALLS, recorder), new FaultyDisk(root, recorder))) {
            Operations operations = new Operations(store.store(), new Journal(line -> {}));
            Phase.ALL.forEach(phase -> phase.action().accept(operations));
        }
        return steps;
    }

    private record Kill(String when, int occurrence, String step) {}

    /** Before the first, after the first, and after the last time; for a night before the last one too. */
    private static List<Kill> kills(Map<String, Integer> steps) {
        List<Kill> kills = new ArrayList<>();
        steps.forEach((step, count) -> {
            kills.add(new Kill("before", 1, step));
            kills.add(new Kill("after", 1, step));
            if (count > 1) {
                kills.add(new Kill("after", count, step));
            }
            if (count > 1 && FACTOR > 1) {
                kills.add(new Kill("before", count, step));
            }
        });
        return kills;
    }

    @Test
    @DisplayName("W33 an engine killed before or after any step loses nothing it has acknowledged, and leaves nothing")
    void killedAtEveryStep() throws Exception {
        Map<String, Integer> steps = steps(scratch("record").resolve("store"));
        List<Kill> kills = kills(steps);
        EngineProcesses processes = new EngineProcesses(scratch("processes"));
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Kill kill : kills) {
                Path directory = temporary.resolve("kill-" + all.size());
                all.add(threads.submit(() -> {
                    kill(processes, kill, directory);
                    return kill;
                }));
            }
        }
        for (Future<?> each : all) {
            each.get();
        }
        System.err.printf("%d engines killed at %d named steps%n", kills.size(), steps.size());
        assertTrue(kills.size() >= 180, kills.size() + " kills");
    }

    private static void kill(EngineProcesses processes, Kill kill, Path directory) throws Exception {
        Place place = new Place(directory);
        Process engine =
                processes.start(place.root(), "kill", kill.when(), Integer.toString(kill.occurrence()), kill.step());
        List<String> journal = EngineProcesses.journal(engine);
        EngineProcesses.ended(engine, SIGKILLED, kill.toString());
        verifier().verify(place.root(), Expectations.of(journal), StoreVerifier.After.DEATH, kill.toString());
        place.assertOutsideUntouched();
        var unused = Trees.remove(directory);
    }
}
