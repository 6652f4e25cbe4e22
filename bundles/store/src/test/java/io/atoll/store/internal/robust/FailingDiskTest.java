package io.atoll.store.internal.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.posix.Trees;
import io.atoll.store.internal.OpenStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** EINTR and EAGAIN are not among the errors: the calls themselves deal with the one, and locks with the other. */
class FailingDiskTest extends RobustTest {
    @Test
    @DisplayName("W33 whichever operation fails says so, changes nothing that was acknowledged, and leaves nothing")
    void anyOperationFails() throws IOException {
        System.err.printf("%d operations failed, each once%n", failEach(false));
    }

    @Test
    @DisplayName("W33 a disk that is full from any operation on loses nothing, and the store works when there is room")
    void allOperationsFailFrom() throws IOException {
        System.err.printf("a full disk from each of %d operations on%n", failEach(true));
    }

    private static int failEach(boolean lasting) throws IOException {
        List<String> problems = new ArrayList<>();
        Errno[] errors = Errno.values();
        int n = 0;
        boolean some = true;
        while (some) {
            Errno errno = errors[n % errors.length];
            n++;
            Failing failing = new Failing(n, errno, lasting);
            Path directory = temporary.resolve(lasting + "-" + n);
            try {
                some = failOne(new Place(directory), failing);
            } catch (AssertionError | RuntimeException e) {
                problems.add("%d (%s, %s): %s".formatted(n, failing.failed(), errno, e));
            }
            var unused = Trees.remove(directory);
        }
        assertEquals("", String.join("\n", problems), problems.size() + " problems");
        return n - 1;
    }

    /** @return false if there was no such operation any more */
    private static boolean failOne(Place place, Failing failing) throws IOException {
        Path root = place.root();
        Expectations expectations = new Expectations();
        try (OpenStore store =
                OpenStore.at(root, FaultySyscalls.around(root, SYSCALLS, failing), new FaultyDisk(root, failing))) {
            Operations operations = new Operations(store.store(), new Journal(expectations::read));
            for (Phase phase : Phase.ALL) {
                try {
                    phase.action().accept(operations);
                } catch (AtollException e) {
                    assertTells(phase, failing, e);
                }
                if (!failing.failed().isEmpty()) {
                    failing.heal();
                    if (phase.name().startsWith("remove") && failing.errno() != Errno.EIO) {
                        expectations.diskWasFull();
                    }
                    // The same engine goes on as if nothing had been.
                    phase.action().accept(operations);
                    break;
                }
            }
            // What fails when an engine ends is nobody's concern.
            failing.heal();
        }
        String what = "%s failed with %s".formatted(failing.failed(), failing.errno());
        assertEquals(List.of(), Layouts.children(root.resolve("tmp")), what);
        assertEquals(List.of(), openBelow(root), what);
        verifier().verify(root, expectations, StoreVerifier.After.DEATH, what);
        place.assertOutsideUntouched();
        return !failing.failed().isEmpty();
    }

    private static void assertTells(Phase phase, Failing failing, AtollException e) {
        String message = Objects.toString(e.getMessage());
        assertEquals(ErrorCode.KERNEL, e.code(), phase.name() + ": " + message);
        assertTrue(
                message.contains("cannot ") && message.contains(failing.errno().text()), phase.name() + ": " + message);
    }

    private static List<Path> openBelow(Path root) throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).startsWith(root)) {
                    open.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        return open;
    }
}
