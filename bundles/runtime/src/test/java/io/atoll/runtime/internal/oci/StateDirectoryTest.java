package io.atoll.runtime.internal.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciContainer;
import io.atoll.api.oci.OciContainer.Status;
import io.atoll.api.oci.OciId;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    Path work = Path.of("/");

    private Path proc = Path.of("/");
    private OciId id = new OciId(Path.of("/"), "box");

    @BeforeEach
    void directories() throws IOException {
        proc = Files.createDirectory(work.resolve("proc"));
        id = new OciId(work.resolve("root"), "box");
    }

    private StateDirectory create() {
        StateDirectory directory = new StateDirectory(id, proc);
        OciContainer made = new OciContainer(
                "1.2.0", "box", Status.CREATING, 0, Path.of("/b"), Path.of("/b/r"), Instant.EPOCH, 0, Map.of("k", "ä"));
        directory.create(
                new StateDirectory.Kept(made, new ControlGroup(List.of(work.resolve("group"))), "mount,pid"),
                "{\"linux\": {\"resources\": {\"pids\": {\"limit\": 5}}}}".getBytes(StandardCharsets.UTF_8));
        return directory;
    }

    private void process(String state, long start, String exe) throws IOException {
        Path of = Files.createDirectories(proc.resolve("77"));
        Files.writeString(of.resolve("stat"), "77 (a) b) %s %s%d 0".formatted(state, "1 ".repeat(18), start));
        Files.deleteIfExists(of.resolve("exe"));
        Files.createSymbolicLink(of.resolve("exe"), Path.of(exe));
    }

    private Status status(StateDirectory directory) {
        return directory.read().container().status();
    }

    @Test
    void whatItDoesFollowsFromWhatIsThere() throws IOException {
        StateDirectory directory = create();
        assertEquals(Status.CREATING, status(directory));
        Files.writeString(directory.directory().resolve("pid"), "77 4711\n");
        assertEquals(Status.STOPPED, status(directory));
        process("S", 4711, "/memfd:atoll-init (deleted)");
        Files.createFile(directory.gate());
        assertEquals(Status.CREATED, status(directory));
        process("S", 4711, "/bin/sh");
        assertEquals(Status.RUNNING, status(directory));
        Files.createDirectory(work.resolve("group"));
        Files.writeString(work.resolve("group/freezer.state"), "FROZEN\n");
        assertEquals(Status.PAUSED, status(directory));
        process("Z", 4711, "/bin/sh");
        assertEquals(Status.STOPPED, status(directory));
        process("S", 4712, "/bin/sh");
        assertEquals(Status.STOPPED, status(directory));
        assertEquals(0, directory.read().container().pid());
        assertEquals(Map.of("k", "ä"), directory.read().container().annotations());
    }

    @Test
    void aNameIsTakenOnce() {
        create();
        assertEquals(
                ErrorCode.EXISTS,
                assertThrows(AtollException.class, this::create).code());
        for (String name : List.of("", ".", "..", "a/b", "a b", "ä", "x".repeat(201))) {
            assertEquals(
                    ErrorCode.INVALID,
                    assertThrows(AtollException.class, () -> new StateDirectory(new OciId(work, name), proc))
                            .code());
        }
    }

    @Test
    void limitsThatWereChangedAreKept() {
        StateDirectory directory = create();
        assertEquals(5, GroupLimits.of(directory.resources()).resources().pids());
        directory.writeResources(ResourcesUpdate.of(
                directory.resources(),
                Bundle.parse("{\"memory\": {\"limit\": 8000000}}".getBytes(StandardCharsets.UTF_8), "change")));
        assertEquals(5, GroupLimits.of(directory.resources()).resources().pids());
        assertEquals(
                8_000_000, GroupLimits.of(directory.resources()).resources().memory());
    }
}
