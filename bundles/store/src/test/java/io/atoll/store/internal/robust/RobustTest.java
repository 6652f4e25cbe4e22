package io.atoll.store.internal.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.posix.Syscalls;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.testing.Requires;
import io.atoll.testing.Tmpfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of this package share. */
@Timeout(600)
abstract class RobustTest {
    /** How many times as long as in the suite: {@code -Datoll.robust.factor=100} for a night. */
    static final int FACTOR = Integer.getInteger("atoll.robust.factor", 1);

    /** The exit status of a process that was killed. */
    static final int SIGKILLED = 137;

    static final Syscalls SYSCALLS = new JnaSyscalls();

    @TempDir(factory = Tmpfs.class)
    static Path temporary = Path.of("/nonexistent");

    static Path scratch(String name) throws IOException {
        return Files.createDirectory(temporary.resolve(name));
    }

    private static @org.jspecify.annotations.Nullable StoreVerifier shared;

    @BeforeAll
    static void prepare() throws IOException {
        Requires.root();
        shared = new StoreVerifier(new FreshLayers(scratch("fresh"), SYSCALLS));
    }

    static StoreVerifier verifier() {
        StoreVerifier verifier = shared;
        if (verifier == null) {
            throw new IllegalStateException("not prepared");
        }
        return verifier;
    }

    /** A store with something beside it that nothing may touch. */
    static final class Place {
        private final Path outside;
        private final Path root;
        private final List<String> before;

        Place(Path directory) throws IOException {
            Files.createDirectories(directory);
            root = directory.resolve("store");
            outside = Files.createDirectory(directory.resolve("outside"));
            Files.writeString(outside.resolve("precious"), "untouched");
            Files.createDirectory(outside.resolve("etc"));
            Files.createSymbolicLink(outside.resolve("link"), Path.of("precious"));
            before = new TreeListing(SYSCALLS).of(outside);
        }

        Path root() {
            return root;
        }

        void assertOutsideUntouched() throws IOException {
            assertEquals(before, new TreeListing(SYSCALLS).of(outside));
            try (var all = Files.list(root.resolveSibling("."))) {
                assertEquals(2, all.count(), "only the store and what was there before it");
            }
        }
    }
}
