package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.posix.Syscalls;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.testing.TestImages;
import io.atoll.testing.Tmpfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A store in memory for each test. */
abstract class StoreTest {
    @TempDir(factory = Tmpfs.class)
    Path temporary = Path.of("/nonexistent");

    final Syscalls syscalls = new JnaSyscalls();
    Path root = Path.of("/nonexistent");
    FileImageStore store = new FileImageStore(new StoreSettings(root), syscalls);

    @BeforeEach
    void open() {
        root = temporary.resolve("store");
        store = new FileImageStore(new StoreSettings(root), syscalls);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Stores an archive as a layer's blob, not compressed. */
    Descriptor layer(byte[] tar) {
        return TestImages.blob(store, MediaTypes.OCI_LAYER, tar);
    }

    /** Extracts an archive. */
    Path extract(byte[] tar) {
        return store.layer(layer(tar), TestImages.sha256(tar)).directory();
    }

    /** Asserts that an archive is refused and nothing of it is left. */
    AtollException assertRefused(byte[] tar) throws IOException {
        AtollException e = assertFails(ErrorCode.INVALID, () -> extract(tar));
        assertNothingTemporary();
        assertEquals(0, count(root.resolve("layers")));
        return e;
    }

    void assertNothingTemporary() throws IOException {
        try (Stream<Path> sessions = Files.list(root.resolve("tmp"))) {
            for (Path session : sessions.toList()) {
                assertEquals(0, count(session));
            }
        }
    }

    static long count(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    static AtollException assertFails(ErrorCode code, Executable call) {
        AtollException e = assertThrows(AtollException.class, call);
        assertEquals(code, e.code(), e.getMessage());
        return e;
    }

    static Digest digest(int number) {
        return Digest.sha256("%064x".formatted(number));
    }
}
