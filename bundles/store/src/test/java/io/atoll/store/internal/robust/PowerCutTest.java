package io.atoll.store.internal.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.testing.LoopFileSystem;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** On a file system that keeps no more than it must. */
class PowerCutTest extends RobustTest {
    private static final int MEBIBYTES = 32;
    private static final int SIGKILL = 9;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;
    private static final int MOMENTS = 20 * FACTOR;

    @BeforeEach
    void needsLoopDevices() {
        Requires.loopDevices();
    }

    /** The method itself: what was not synced must not survive, or the tests below could not fail. */
    @Test
    void whatIsNotSyncedIsLost() throws IOException {
        try (LoopFileSystem disk = LoopFileSystem.ext4(MEBIBYTES, LoopFileSystem.HOSTILE)) {
            Path synced = Files.createDirectory(disk.path().resolve("synced"));
            new LocalDisk().replace(synced.resolve("new"), synced.resolve("file"), new byte[] {1});
            Files.writeString(disk.path().resolve("lost"), "never synced");
            Files.writeString(synced.resolve("new"), "never synced either");
            Files.move(synced.resolve("new"), synced.resolve("renamed"));
            try (LoopFileSystem copy = disk.cutPower()) {
                assertEquals(1, Files.size(copy.path().resolve("synced/file")));
                assertFalse(Files.exists(copy.path().resolve("lost")));
                assertFalse(Files.exists(copy.path().resolve("synced/renamed")));
            }
        }
    }

    @Test
    @DisplayName("W33 a power cut after any step loses nothing that was acknowledged, and no image is there by half")
    void atEveryStep() throws Exception {
        EngineProcesses processes = new EngineProcesses(scratch("processes"));
        Map<String, Integer> total = KillAtEveryStepTest.steps(scratch("record").resolve("store"));
        Map<String, Integer> seen = new HashMap<>();
        int cuts = 0;
        try (LoopFileSystem disk = LoopFileSystem.ext4(MEBIBYTES, LoopFileSystem.HOSTILE)) {
            Process engine = processes.start(place(disk).root(), "ask");
            List<String> journal = new ArrayList<>();
            try (BufferedReader output = engine.inputReader(StandardCharsets.UTF_8);
                    OutputStream input = engine.getOutputStream()) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    if (!line.startsWith("? ")) {
                        journal.add(line);
                        continue;
                    }
                    String step = line.substring(2);
                    int count = seen.merge(step, 1, Integer::sum);
                    if (count == 1 || count == total.getOrDefault(step, 0) || FACTOR > 1) {
                        cut(disk, Expectations.of(journal), "a power cut after '%s', number %d".formatted(step, count));
                        cuts++;
                    }
                    input.write('\n');
                    input.flush();
                }
            }
            EngineProcesses.ended(engine, 0);
        }
        System.err.printf("%d power cuts at %d named steps%n", cuts, seen.size());
        assertTrue(cuts >= 100, cuts + " power cuts");
    }

    @Test
    @DisplayName("W33 a power cut at any moment loses nothing that was acknowledged")
    void atAnyMoment() throws Exception {
        EngineProcesses processes = new EngineProcesses(scratch("processes-live"));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (LoopFileSystem disk = LoopFileSystem.ext4(MEBIBYTES, LoopFileSystem.HOSTILE)) {
            Process engine = processes.start(place(disk).root(), "live", Long.toString(seed), "a", "a", "1000000");
            try {
                StringBuilder journal = new StringBuilder();
                for (int moment = 0; moment < MOMENTS; moment++) {
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(100_000));
                    stop(engine);
                    journal.append(new String(
                            engine.getInputStream()
                                    .readNBytes(engine.getInputStream().available()),
                            StandardCharsets.UTF_8));
                    String whole = journal.substring(0, journal.lastIndexOf("\n") + 1);
                    cut(disk, Expectations.of(whole.lines().toList()), "a power cut in the life of the seed " + seed);
                    SYSCALLS.kill(engine.pid(), SIGCONT);
                }
            } finally {
                SYSCALLS.kill(engine.pid(), SIGKILL);
            }
            EngineProcesses.ended(engine, SIGKILLED);
        }
    }

    private static void stop(Process process) throws Exception {
        SYSCALLS.kill(process.pid(), SIGSTOP);
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
        boolean stopped = false;
        while (!stopped) {
            stopped = true;
            for (Path thread : Layouts.children(threads)) {
                String status = Files.readString(thread.resolve("stat"), StandardCharsets.US_ASCII);
                stopped &= status.charAt(status.lastIndexOf(')') + 2) == 'T';
            }
            TimeUnit.MICROSECONDS.sleep(100);
        }
    }

    private static Place place(LoopFileSystem disk) throws IOException {
        Place place = new Place(disk.path().resolve("place"));
        Shell.run("sync", "-f", disk.path().toString());
        return place;
    }

    private static void cut(LoopFileSystem disk, Expectations expectations, String what) throws IOException {
        try (LoopFileSystem copy = disk.cutPower()) {
            Path root = copy.path().resolve("place/store");
            verifier().verify(root, expectations, StoreVerifier.After.POWER_CUT, what);
            assertEquals(
                    new TreeListing(SYSCALLS).of(disk.path().resolve("place/outside")),
                    new TreeListing(SYSCALLS).of(copy.path().resolve("place/outside")));
        }
    }
}
