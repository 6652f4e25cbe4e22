package io.atoll.store.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.posix.KernelException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final Path THERE = Path.of("/usr");

    @Test
    @DisplayName("S1.28: a refusal of the kernel comes with a hint on a line of its own, once")
    void refused() {
        for (String message : List.of(
                String.valueOf(
                        Failures.of("write the index", THERE.resolve("no/such"), new AccessDeniedException("/usr/no"))
                                .getMessage()),
                String.valueOf(Failures.of(
                                "write the index",
                                THERE,
                                new KernelException("open", "/usr", KernelException.EPERM, "Operation not permitted"))
                        .getMessage()))) {
            List<String> lines = message.lines().toList();
            assertEquals(2, lines.size(), message);
            assertTrue(lines.getFirst().startsWith("cannot write the index: "), message);
            assertTrue(lines.getLast().startsWith("hint: check that /usr belongs to "), message);
        }
    }

    @Test
    void otherFailuresHaveNone() {
        String message = String.valueOf(Failures.of("read the index", THERE, new IOException("Input/output error"))
                .getMessage());
        assertEquals("cannot read the index: Input/output error", message);
        assertFalse(Failures.isFull(new IOException("Input/output error")));
    }

    @Test
    void aFullFileSystem() {
        String message = String.valueOf(Failures.of("write a blob", THERE, new IOException("No space left on device"))
                .getMessage());
        assertTrue(message.contains("the file system of /usr is full: remove images"), message);
        assertFalse(message.contains("hint:"), message);
    }
}
