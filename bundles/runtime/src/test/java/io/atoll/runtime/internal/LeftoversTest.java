package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Lease;
import io.atoll.api.volume.Volume;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.json.Json;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.runtime.internal.mount.MountPreparation;
import io.atoll.runtime.internal.volume.VolumeService;
import io.atoll.testing.StubSyscalls;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of leases. */
class LeftoversTest {
    private static final String OWNER = Creator.LEASE + TestConfigs.ID;

    @TempDir
    Path temporary = Path.of("/nonexistent");

    private final Map<String, Set<Digest>> leases = new TreeMap<>();
    private boolean full;
    private Directories directories = new Directories(temporary, temporary, temporary);

    @BeforeEach
    void container() throws IOException {
        directories = new Directories(temporary.resolve("root"), temporary.resolve("run"), temporary);
        Files.createDirectories(directories.volatileContainers());
        Path state = Files.createDirectories(directories.state(TestConfigs.ID, false));
        ContainerConfig config = TestConfigs.config(
                false, false, io.atoll.api.runtime.ContainerSpec.Network.NONE, List.of(), List.of("/bin/true"));
        Files.write(state.resolve(Containers.CONFIG), Json.canonical(ContainerJson.write(config)));
    }

    private void start() throws IOException {
        Containers containers = new Containers(directories, new ProcessTable(Path.of("/proc")), LifeObserver.NONE);
        try (ContainerGroups groups =
                new ContainerGroups(directories, temporary.resolve("no-proc"), new StubSyscalls())) {
            Leftovers.sweep(directories, containers, store(), groups, new MountPreparation(volumes(containers)));
        }
    }

    private VolumeService volumes(Containers containers) {
        VolumeService service = new VolumeService(directories.volumes(), new JnaSyscalls());
        service.usedBy(containers::volumeUsers);
        return service;
    }

    /** Of a store what this needs. */
    private ImageStore store() {
        return (ImageStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ImageStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "leases" -> leases.keySet().stream().map(this::lease).toList();
                    case "lease" -> take(String.valueOf(arguments[0]), (Collection<?>) arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Lease take(String owner, Collection<?> digests) {
        if (full) {
            throw new AtollException(ErrorCode.KERNEL, "no space left on device");
        }
        Set<Digest> set = new HashSet<>();
        digests.forEach(digest -> set.add((Digest) digest));
        leases.put(owner, set);
        return lease(owner);
    }

    private Lease lease(String owner) {
        Set<Digest> digests = Set.copyOf(leases.getOrDefault(owner, Set.of()));
        return new Lease() {
            @Override
            public String owner() {
                return owner;
            }

            @Override
            public Set<Digest> digests() {
                return digests;
            }

            @Override
            public void close() {
                leases.remove(owner);
            }
        };
    }

    private static Set<Digest> layers() {
        return Set.copyOf(TestConfigs.plain().layers());
    }

    @Test
    @DisplayName("a container whose lease a power cut took gets another when the engine starts")
    void retakesALostLease() throws IOException {
        start();
        assertEquals(Map.of(OWNER, layers()), leases);
    }

    @Test
    @DisplayName("and so does one whose lease was left empty")
    void replacesAnEmptyLease() throws IOException {
        leases.put(OWNER, Set.of());
        start();
        assertEquals(Map.of(OWNER, layers()), leases);
    }

    @Test
    void keepsALeaseThatIsThereAndEndsThoseOfNobody() throws IOException {
        Set<Digest> more = new HashSet<>(layers());
        more.add(Digest.sha256("12".repeat(32)));
        leases.put(OWNER, more);
        leases.put(Creator.LEASE + "gone", layers());
        leases.put("pull/other", layers());
        start();
        assertEquals(Map.of(OWNER, more, "pull/other", layers()), leases);
    }

    @Test
    void aFullDiskDoesNotKeepTheEngineFromStarting() throws IOException {
        full = true;
        start();
        assertTrue(leases.isEmpty());
    }

    @Test
    @DisplayName("the anonymous volumes of a container that an engine was killed over go, others' stay")
    void removesAnonymousVolumes() throws IOException {
        Containers containers = new Containers(directories, new ProcessTable(Path.of("/proc")), LifeObserver.NONE);
        VolumeService service = volumes(containers);
        for (String name : List.of("orphan", "kept")) {
            Volume unused = service.create(VolumeSpec.of(name));
        }
        Path gone = Files.createDirectories(directories.data("ff".repeat(32)));
        Files.write(gone.resolve("volumes"), List.of("orphan", "never-made"));
        start();
        assertEquals(List.of("kept"), service.list().stream().map(Volume::name).toList());
        assertTrue(Files.notExists(gone));
    }
}
