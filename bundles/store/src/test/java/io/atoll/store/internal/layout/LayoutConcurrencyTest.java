package io.atoll.store.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.layout.ImageLayout;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W42: processes and threads on one directory. */
@Timeout(300)
class LayoutConcurrencyTest extends LayoutTest {
    private static final int PROCESSES = 8;
    private static final int IMAGES = 25;

    /** Another process: inserts its images, and takes half of their names away again. */
    public static void main(String[] arguments) {
        try (ImageLayout layout = new FileImageLayouts(new JnaSyscalls()).ensure(Path.of(arguments[0]))) {
            for (int i = 0; i < IMAGES; i++) {
                String tag = arguments[1] + "-" + i;
                add(layout, tag);
                if (i % 2 == 1) {
                    layout.untag(tag);
                }
            }
        }
    }

    private static Descriptor add(ImageLayout layout, String tag) {
        Platform platform = new Platform("linux", "amd64", null);
        Descriptor config =
                layout.putConfig(ImageConfig.builder(platform).author(tag).build());
        Descriptor manifest = layout.putManifest(new Manifest(MediaTypes.OCI_MANIFEST, config, List.of()));
        return layout.insert(manifest, tag, platform);
    }

    private Process spawn(String name) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LayoutConcurrencyTest.class.getName(),
                        directory.toString(),
                        name)
                .inheritIO()
                .start();
    }

    @Test
    @DisplayName("W42 eight processes lose nothing, and peers read a whole index all the while")
    void processesLoseNothing() throws Exception {
        Requires.program("skopeo");
        Requires.program("umoci");
        image("first");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(spawn("p" + i));
        }
        int looks = 0;
        while (processes.stream().anyMatch(Process::isAlive)) {
            assertTrue(
                    Shell.run("umoci", "ls", "--layout", directory.toString()).contains("first"));
            Shell.run("skopeo", "inspect", "oci:" + directory + ":first");
            assertTrue(layout.tags().contains("first"));
            looks++;
        }
        for (Process process : processes) {
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        }
        assertTrue(looks > 0);
        List<String> expected = new ArrayList<>(List.of("first"));
        for (int i = 0; i < PROCESSES; i++) {
            for (int j = 0; j < IMAGES; j += 2) {
                expected.add("p" + i + "-" + j);
            }
        }
        assertEquals(expected.stream().sorted().toList(), layout.tags());
        assertTrue(layout.check().isClean());
        layout.collectGarbage();
        assertEquals(List.of(), layout.check().findings());
    }

    @Test
    void threadsAndInstancesLoseNothing() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8);
                ImageLayout other = layouts.open(directory)) {
            for (int i = 0; i < 100; i++) {
                String tag = "t" + i;
                ImageLayout its = i % 2 == 0 ? layout : other;
                all.add(threads.submit(() -> add(its, tag)));
                all.add(threads.submit(() -> layout.collectGarbage().blobs()));
            }
            int lost = 0;
            for (Future<?> future : all) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    // Collected between being stored and being inserted, by the same layout: told, and nothing is
                    // broken.
                    assertEquals(
                            ErrorCode.NOT_FOUND,
                            assertInstanceOf(AtollException.class, e.getCause()).code());
                    lost++;
                }
            }
            assertEquals(100 - lost, layout.tags().size());
        }
    }

    @Test
    void aKilledProcessLeavesNothingInTheWay() throws Exception {
        image("first");
        for (int round = 0; round < 3; round++) {
            Process process = spawn("killed" + round);
            while (layout.tags().stream().noneMatch(("killed" + round + "-0")::equals)) {
                Thread.sleep(5);
            }
            process.destroyForcibly().waitFor();
            image("after" + round);
            assertTrue(layout.check().isClean());
        }
        layout.collectGarbage();
        assertEquals(List.of(), layout.check().findings());
    }
}
