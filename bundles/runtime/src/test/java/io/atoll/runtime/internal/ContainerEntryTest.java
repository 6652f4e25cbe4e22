package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.Container.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container is doing follows from its files and from /proc, whoever was running when it happened. */
class ContainerEntryTest {
    @TempDir
    Path temp;

    private Path proc;
    private Path state;
    private ContainerEntry entry;

    @BeforeEach
    void entry() throws IOException {
        proc = Files.createDirectory(temp.resolve("proc"));
        state = Files.createDirectory(temp.resolve("state"));
        entry = new ContainerEntry(TestConfigs.plain(), state, new ProcessTable(proc));
    }

    private void process(long pid, long startTime) throws IOException {
        Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                proc.resolve(pid + "/stat"),
                pid + " (odd) name) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 " + startTime + " 0 0\n");
    }

    @Test
    void launchedWhileNoEngineLooked() throws IOException {
        process(42, 777);
        Files.writeString(state.resolve("pid"), "42 777\n");
        assertEquals(Status.RUNNING, entry.refresh(Instant.now()).snapshot().status());
        assertEquals(42, entry.snapshot().pid());
    }

    @Test
    void endedWhileNoEngineLooked() throws IOException {
        Files.writeString(state.resolve("pid"), "42 777\n");
        Files.writeString(state.resolve("exit"), "3 0 1767323045000000006\n");
        assertEquals(Status.EXITED, entry.refresh(Instant.now()).snapshot().status());
        assertEquals(3, entry.snapshot().exitCode());
        assertEquals(
                Instant.parse("2026-01-02T03:04:05.000000006Z"),
                entry.snapshot().finished());
    }

    @Test
    void aParentThatWasKilledLosesNoContainer() throws IOException {
        process(42, 777);
        Files.writeString(state.resolve("pid"), "42 777\n");
        Instant now = Instant.now();
        entry.refresh(now);
        process(42, 778); // The number is another process's now.
        assertEquals(Status.RUNNING, entry.refresh(now).snapshot().status(), "its parent may be about to say");
        assertEquals(Status.EXITED, entry.refresh(now.plusSeconds(3)).snapshot().status());
        assertEquals(137, entry.snapshot().exitCode());
        assertTrue(Files.readString(state.resolve("exit")).startsWith("137 9 "), "the next engine knows it too");
    }

    @Test
    void onlyOneLaunchAtATime() {
        entry.beginLaunch();
        assertThrows(AtollException.class, entry::beginLaunch);
        entry.launched(1, 1, Instant.now());
        assertThrows(AtollException.class, entry::beginLaunch);
        entry.ended(0, Instant.now());
        entry.beginLaunch();
    }

    @Test
    void waitingEndsWithTheContainerOrTheTime() throws Exception {
        process(1, 1);
        entry.beginLaunch();
        entry.launched(1, 1, Instant.now());
        assertNull(entry.awaitEnd(Duration.ofMillis(20)));
        Files.writeString(state.resolve("exit"), "7 0 1\n");
        assertEquals(7, entry.awaitEnd(Duration.ofSeconds(30)));
    }
}
