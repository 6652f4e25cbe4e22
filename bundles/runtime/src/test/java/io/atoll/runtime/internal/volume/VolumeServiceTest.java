package io.atoll.runtime.internal.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.volume.Volume;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.posix.Trees;
import io.atoll.posix.internal.JnaSyscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeServiceTest {
    private Path root = Path.of("/nonexistent");

    @BeforeEach
    void make() throws IOException {
        root = Files.createTempDirectory(Path.of("/dev/shm"), "atoll-volumes");
    }

    @AfterEach
    void remove() throws IOException {
        long unused = Trees.remove(root);
    }

    private VolumeService service(Map<String, List<String>> users) {
        VolumeService service = new VolumeService(root.resolve("volumes"), new JnaSyscalls());
        service.usedBy(() -> users);
        return service;
    }

    private static ErrorCode code(Runnable action) {
        return assertThrows(AtollException.class, action::run).code();
    }

    @Test
    void whatWasMadeIsThereForTheNextEngine() {
        VolumeSpec spec = new VolumeSpec(
                "data.1",
                "local",
                Map.of("stage", "grün"),
                Map.of("type", "none", "o", "bind,ro", "device", "/srv/a b"));
        Volume made = service(Map.of()).create(spec);
        assertEquals(made, service(Map.of()).get("data.1"));
        assertEquals(spec.labels(), made.labels());
        assertEquals(spec.options(), made.options());
        assertEquals(made, service(Map.of()).create(VolumeSpec.of("data.1")), "it stays as it was made");
        assertEquals(List.of(made), service(Map.of()).list());
    }

    @Test
    void anonymousOnesAreMarked() {
        Volume made = service(Map.of()).create(VolumeSpec.ANONYMOUS);
        assertTrue(made.isAnonymous());
        assertTrue(made.name().matches("[0-9a-f]{64}"), made.name());
        assertFalse(service(Map.of()).create(VolumeSpec.of("named")).isAnonymous());
    }

    @Test
    void namesThatAreNone() {
        for (String name :
                List.of("", "a", ".", "..", ".hidden", "-x", "a/b", "../x", "a b", "ü1", "a\0b", "x".repeat(256))) {
            assertEquals(ErrorCode.INVALID, code(() -> service(Map.of()).create(VolumeSpec.of(name))), name);
            assertEquals(ErrorCode.INVALID, code(() -> service(Map.of()).get(name)), name);
            assertEquals(ErrorCode.INVALID, code(() -> service(Map.of()).remove(name)), name);
        }
        assertTrue(service(Map.of()).list().isEmpty());
    }

    @Test
    void optionsThatAreNone() {
        for (Map<String, String> options : List.of(
                Map.of("size", "1g"),
                Map.of("type", "none", "o", "bind"),
                Map.of("type", "none", "device", "/x"),
                Map.of("type", "none", "device", "x", "o", "bind"),
                Map.of("type", "none", "device", "/x", "o", "bind,mode=7"),
                Map.of("device", "/x", "o", "bind"),
                Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=lots"))) {
            assertEquals(
                    ErrorCode.INVALID,
                    code(() -> service(Map.of()).create(new VolumeSpec("nn", "local", Map.of(), options))),
                    options.toString());
        }
        assertEquals(
                ErrorCode.UNSUPPORTED,
                code(() -> service(Map.of())
                        .create(new VolumeSpec("nn", "local", Map.of(), Map.of("type", "nfs", "device", ":/x")))));
        assertEquals(
                ErrorCode.UNSUPPORTED,
                code(() -> service(Map.of()).create(new VolumeSpec("nn", "rexray", Map.of(), Map.of()))));
        assertTrue(service(Map.of()).list().isEmpty());
    }

    @Test
    void whatIsUsedStays() {
        VolumeService service = service(Map.of("one", List.of("web", "db")));
        service.create(VolumeSpec.of("one"));
        service.create(VolumeSpec.of("two"));
        AtollException used = assertThrows(AtollException.class, () -> service.remove("one"));
        assertEquals(ErrorCode.CONFLICT, used.code());
        assertTrue(String.valueOf(used.getMessage()).contains("containers db, web"), used.toString());
        service.hold("new", Set.of("two", "three"));
        assertEquals(ErrorCode.CONFLICT, code(() -> service.remove("two")));
        assertEquals(Set.of("one", "two", "three"), service.users().keySet());
        service.release("new");
        service.remove("two");
        assertEquals(ErrorCode.NOT_FOUND, code(() -> service.remove("two")));
        service.removeUnused(List.of("one", "two"));
        assertEquals(List.of("one"), service.list().stream().map(Volume::name).toList());
    }

    @Test
    void nothingIsRemovedWhileNobodyKnowsTheContainers() {
        VolumeService service = service(Map.of());
        service.create(VolumeSpec.of("one"));
        service.usedBy(null);
        assertEquals(ErrorCode.UNAVAILABLE, code(() -> service.remove("one")));
        assertEquals("one", service.get("one").name());
    }

    @Test
    void aDamagedOneHidesNoOtherAndWhatIsHalfIsSwept() throws IOException {
        VolumeService service = service(Map.of());
        service.create(VolumeSpec.of("good"));
        service.create(VolumeSpec.of("bad"));
        Files.writeString(root.resolve("volumes/bad/volume.json"), "{");
        Files.createDirectories(root.resolve("volumes/.new-1/_data/x"));
        Files.createDirectories(root.resolve("volumes/.gone-1/_data/x"));
        assertEquals(List.of("good"), service.list().stream().map(Volume::name).toList());
        service.sweep();
        try (var left = Files.list(root.resolve("volumes"))) {
            assertEquals(
                    Set.of("good", "bad"),
                    left.map(path -> path.getFileName().toString()).collect(java.util.stream.Collectors.toSet()));
        }
        service.remove("bad");
    }

    @Test
    void ofSeveralWhoMakeOneAtOnceAllGetTheSame() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Future<Volume>> made = java.util.stream.IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> service(Map.of())
                            .create(new VolumeSpec("same", "local", Map.of("by", Integer.toString(i)), Map.of()))))
                    .toList();
            for (Future<Volume> volume : made) {
                assertEquals(made.getFirst().get(), volume.get());
            }
        }
    }

    @Test
    void tenThousand() {
        VolumeService service = service(Map.of());
        for (int i = 0; i < 10_000; i++) {
            Volume unused = service.create(VolumeSpec.of("volume-" + i));
        }
        assertEquals(10_000, service.list().size());
    }
}
