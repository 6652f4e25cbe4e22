package io.atoll.store.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.ImageStore;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.OpenStore;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.Tmpfs;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A store in memory for each test. */
abstract class TransferTest {
    static final Platform AMD64 = new Platform("linux", "amd64", null);
    static final Platform ARM64 = new Platform("linux", "arm64", "v8");

    @TempDir(factory = Tmpfs.class)
    Path temporary = Path.of("/nonexistent");

    final Syscalls syscalls = new JnaSyscalls();
    ImageTransport.Context context =
            new ImageTransport.Context(temporary, "docker.io/library", RegistryAccess.ANONYMOUS);

    @SuppressWarnings("NullAway.Init") // before each test
    OpenStore open;

    @SuppressWarnings("NullAway.Init") // before each test
    ImageStore store;

    @BeforeEach
    void openStore() {
        open = OpenStore.at(temporary.resolve("store"), syscalls, new LocalDisk());
        store = open.store();
        context = new ImageTransport.Context(temporary, "docker.io/library", RegistryAccess.ANONYMOUS);
    }

    @AfterEach
    void closeStore() {
        open.close();
    }

    static byte[] tar(String content) {
        return new TarBuilder().file("f", content).build();
    }

    static AtollException assertFails(ErrorCode code, String words, Executable call) {
        AtollException e = assertThrows(AtollException.class, call);
        assertEquals(code, e.code(), e.getMessage());
        assertTrue(Objects.toString(e.getMessage()).contains(words), e.getMessage());
        return e;
    }
}
