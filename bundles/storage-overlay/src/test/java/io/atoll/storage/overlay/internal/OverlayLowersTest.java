package io.atoll.storage.overlay.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Digest;
import io.atoll.api.storage.RootFs;
import io.atoll.api.store.Layer;
import io.atoll.testing.RecordingSyscalls;
import io.atoll.testing.Tmpfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a kernel overlay. */
class OverlayLowersTest {
    @TempDir(factory = Tmpfs.class)
    Path temporary = Path.of("/nonexistent");

    private Layer layer(String name) throws IOException {
        return new Layer(Digest.sha256("0".repeat(64)), Files.createDirectories(temporary.resolve(name)));
    }

    @Test
    void lowersAreTopFirstEachOnce() throws IOException {
        // Contract S2.16.
        OverlayDriver driver = new OverlayDriver(new RecordingSyscalls());
        List<Layer> layers = List.of(layer("a"), layer("b"), layer("a"), layer("c"));
        RootFs.Overlay overlay = (RootFs.Overlay) driver.create(layers, temporary);
        assertEquals(
                List.of("c", "a", "b"),
                overlay.lowers().stream()
                        .map(lower -> String.valueOf(lower.getFileName()))
                        .toList());
    }

    @Test
    void showsWhatCreationCosts() throws IOException {
        OverlayDriver driver = new OverlayDriver(new RecordingSyscalls());
        List<Layer> layers = List.of(layer("a"), layer("b"));
        long[] times = new long[300];
        for (int i = 0; i < times.length; i++) {
            Path container = Files.createDirectory(temporary.resolve("c" + i));
            long start = System.nanoTime();
            driver.create(layers, container);
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        System.out.printf("overlay create: median %d us%n", times[times.length / 2] / 1000);
    }

    @Test
    void saysWhyItIsUnavailable() throws IOException {
        Path proc = Files.createDirectories(temporary.resolve("proc/sys/kernel"));
        Files.writeString(proc.resolve("osrelease"), "6.1-test\n");
        Files.writeString(temporary.resolve("proc/filesystems"), "nodev\tproc\n\text4\nnodev\tnotoverlay\n");
        Path modules = temporary.resolve("modules");
        OverlaySupport none = new OverlaySupport(temporary.resolve("proc"), modules);
        assertTrue(none.unavailable(temporary).orElseThrow().contains("no overlay"));
        Files.createDirectories(modules.resolve("6.1-test/kernel/fs/overlayfs"));
        OverlaySupport module = new OverlaySupport(temporary.resolve("proc"), modules);
        assertEquals(Optional.empty(), module.unavailable(temporary));
        Files.writeString(temporary.resolve("proc/filesystems"), "nodev\toverlay\n");
        OverlaySupport listed = new OverlaySupport(temporary.resolve("proc"), temporary);
        assertEquals(Optional.empty(), listed.unavailable(temporary));
    }
}
