package io.atoll.store.internal.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageArchives.Format;
import io.atoll.api.transfer.TransferListener;
import io.atoll.posix.Trees;
import io.atoll.store.internal.OpenStore;
import io.atoll.store.internal.archive.StreamedArchives;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Loading an archive while the disk fails. */
class FailingLoadTest extends RobustTest {
    private static byte[] archive = {};

    @BeforeAll
    static void save() throws IOException {
        try (OpenStore store = OpenStore.at(scratch("saved"), SYSCALLS, new LocalDisk())) {
            List<StoredImage> images = List.of(
                    TestImages.image(store.store(), "new:1", List.of(layer("shared"), layer("new"))),
                    TestImages.image(store.store(), "new:2", List.of(layer("shared"), layer("newer"))));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new StreamedArchives(store.store()).save(images, Format.DOCKER, out, TransferListener.NONE);
            archive = out.toByteArray();
        }
    }

    private static byte[] layer(String content) {
        return new TarBuilder().directory("./").file("d/" + content, content).build();
    }

    @Test
    @DisplayName("W33 whichever operation of a load fails says so, and the store is as it was")
    void anyOperationFails() throws IOException {
        System.err.printf("%d operations of a load failed, each once%n", failEach(false));
    }

    @Test
    @DisplayName("W33 a disk that is full from any operation of a load on: the store is as it was")
    void allOperationsFailFrom() throws IOException {
        System.err.printf("a full disk from each of %d operations of a load on%n", failEach(true));
    }

    private static int failEach(boolean lasting) throws IOException {
        List<String> problems = new ArrayList<>();
        Errno[] errors = Errno.values();
        int n = 0;
        boolean some = true;
        while (some) {
            Failing failing = new Failing(n + 1, errors[n % errors.length], lasting);
            n++;
            Path directory = temporary.resolve("load-" + lasting + "-" + n);
            try {
                some = failOne(directory, failing, lasting);
            } catch (AssertionError | RuntimeException e) {
                problems.add("%d (%s, %s): %s".formatted(n, failing.failed(), failing.errno(), e));
            }
            var unused = Trees.remove(directory);
        }
        assertEquals("", String.join("\n", problems), problems.size() + " problems");
        return n - 1;
    }

    private static boolean failOne(Path root, Failing failing, boolean lasting) throws IOException {
        try (OpenStore store = OpenStore.at(root, SYSCALLS, new LocalDisk())) {
            StoredImage old = TestImages.image(store.store(), "old:1", List.of(layer("shared")));
            var unused = store.store().layers(old);
        }
        List<Path> before = content(root);
        try (OpenStore store =
                OpenStore.at(root, FaultySyscalls.around(root, SYSCALLS, failing), new FaultyDisk(root, failing))) {
            StreamedArchives archives = new StreamedArchives(store.store());
            try {
                archives.load(new ByteArrayInputStream(archive), null, image -> {}, TransferListener.NONE);
                failing.heal();
            } catch (AtollException e) {
                failing.heal();
                assertTells(failing, e);
                if (lasting) {
                    // On this disk nothing can be renamed either.
                    store.store().collectGarbage();
                }
                if (store.store().images().size() == 1) {
                    assertEquals(before, content(root), failing.failed());
                }
            }
            assertTrue(store.store().check().isClean(), failing.failed());
            archives.load(new ByteArrayInputStream(archive), null, image -> {}, TransferListener.NONE);
            assertEquals(3, store.store().images().size());
            assertEquals(List.of(), store.store().check().findings(), failing.failed());
        }
        assertEquals(List.of(), Layouts.children(root.resolve("tmp")), failing.failed());
        return !failing.failed().isEmpty();
    }

    /** Blobs and layers, by name. */
    private static List<Path> content(Path root) throws IOException {
        List<Path> content = new ArrayList<>(Layouts.children(root.resolve("images/blobs/sha256")));
        content.addAll(Layouts.children(root.resolve("layers")));
        content.addAll(Layouts.children(root.resolve("leases")));
        return content;
    }

    private static void assertTells(Failing failing, AtollException e) {
        String message = Objects.toString(e.getMessage());
        assertEquals(ErrorCode.KERNEL, e.code(), message);
        assertTrue(
                message.contains("cannot ") && message.contains(failing.errno().text()), message);
    }
}
