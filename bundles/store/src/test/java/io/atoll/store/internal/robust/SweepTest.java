package io.atoll.store.internal.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.store.internal.OpenStore;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.testing.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What dead engines leave goes, what living ones use stays. */
class SweepTest extends RobustTest {
    private static final SmallImage OTHER = Expectations.Known.all().getLast();

    @Test
    @DisplayName("W33 what an engine that died was writing is removed when the next one first writes")
    void theNextEngineSweeps() throws Exception {
        EngineProcesses processes = new EngineProcesses(scratch("processes-dead"));
        Place place = new Place(temporary.resolve("dead"));
        for (String step : List.of("write tmp/<engine>/blob", "utimensat layer", "write tmp/<engine>/index")) {
            Process engine = processes.start(place.root(), "kill", "before", "1", step);
            EngineProcesses.journal(engine);
            EngineProcesses.ended(engine, SIGKILLED);
            assertEquals(1, temporaries(place).size(), "left by one that died at " + step);
            try (OpenStore next = open(place)) {
                operations(next, new ArrayList<>()).load("next:1", OTHER);
                assertEquals(1, temporaries(place).size(), "its own");
            }
            assertEquals(List.of(), temporaries(place));
        }
    }

    @Test
    @DisplayName(
            "W32 an engine that lives in another process namespace keeps what it is writing, whatever others remove")
    void theLivingKeepTheirs() throws Exception {
        Requires.program("unshare");
        EngineProcesses processes = new EngineProcesses(scratch("processes-live"));
        Place place = new Place(temporary.resolve("live"));
        List<String> journal = new ArrayList<>();
        int collections = 0;
        Process engine = processes.startElsewhere(place.root(), "ask");
        try (OpenStore here = open(place);
                BufferedReader output = engine.inputReader(StandardCharsets.UTF_8);
                OutputStream input = engine.getOutputStream()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (!line.startsWith("? ")) {
                    journal.add(line);
                    continue;
                }
                // While it holds no lock that a collection waits for.
                if (line.startsWith("? write tmp/<engine>/blob")
                        || line.startsWith("? rename images/blobs")
                        || line.startsWith("? utimensat layer")) {
                    here.store().collectGarbage();
                    collections++;
                }
                input.write('\n');
                input.flush();
            }
            EngineProcesses.ended(engine, 0);
            operations(here, journal).load("other:1", OTHER);
        }
        assertTrue(collections > 20, collections + " collections");
        Expectations expectations = Expectations.of(journal);
        verifier().verify(place.root(), expectations, StoreVerifier.After.DEATH, "collections by another engine");
        place.assertOutsideUntouched();
    }

    private static List<Path> temporaries(Place place) throws IOException {
        return Layouts.children(place.root().resolve("tmp"));
    }

    private static OpenStore open(Place place) {
        return OpenStore.at(place.root(), SYSCALLS, new LocalDisk());
    }

    private static Operations operations(OpenStore store, List<String> journal) {
        return new Operations(store.store(), new Journal(journal::add));
    }
}
