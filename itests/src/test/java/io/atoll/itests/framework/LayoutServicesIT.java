package io.atoll.itests.framework;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.History;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Platform;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerPacker;
import io.atoll.api.layer.LayerUnpacker;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.layout.ImageLayout;
import io.atoll.api.layout.ImageLayouts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;

/** Making and reading images with the services that ship, as the user guide shows it. */
@OsgiTest
class LayoutServicesIT {
    @Inject
    ImageLayouts layouts;

    @Inject
    LayerPacker packer;

    @Inject
    LayerUnpacker unpacker;

    @Configuration
    static Option[] configuration() throws IOException {
        return Distribution.provision(
                Files.createTempDirectory(Path.of("target").toAbsolutePath(), "atoll-it"));
    }

    @Test
    void anImageIsMadeCheckedReadByOthersAndUnpacked() throws Exception {
        Path work = Files.createTempDirectory(Path.of("/dev/shm"), "atoll-it-layout");
        Path tree = Files.createDirectories(work.resolve("tree/etc"));
        Files.writeString(tree.resolve("naïve"), "content\n");
        try (ImageLayout layout = layouts.ensure(work.resolve("layout"))) {
            LayerBlob gzip = layer(layout, new LayerFormat.Gzip(), work.resolve("tree"));
            LayerBlob zstd = layer(layout, new LayerFormat.Zstd(), work.resolve("tree"));
            assertEquals(gzip.diffId(), zstd.diffId());
            ImageDraft draft = ImageDraft.of(ImageConfig.builder(Platform.host())
                            .cmd(List.of("sh"))
                            .build())
                    .push(
                            gzip,
                            Map.of("org.example.of", "tree"),
                            History.created(Instant.parse("2026-01-01T00:00:00Z")));
            Descriptor manifest = layout.insert(draft, "app", Platform.host());
            assertEquals(
                    manifest.digest(),
                    layout.resolve("app", Platform.host()).descriptor().digest());
            assertTrue(layout.check().isClean(), layout.check().toString());
            Path root = Files.createDirectory(work.resolve("root"));
            assertEquals(
                    0, unpacker.unpack(List.of(gzip), layout::openBlob, root).omitted());
            assertArrayEquals(
                    "content\n".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(root.resolve("etc/naïve")));
            assertEquals(0, ended("skopeo", "inspect", "oci:" + work.resolve("layout") + ":app"));
            assertEquals(0, ended("umoci", "stat", "--image", work.resolve("layout") + ":app"));
        } finally {
            assertEquals(0, ended("rm", "-rf", work.toString()));
        }
    }

    private LayerBlob layer(ImageLayout layout, LayerFormat format, Path tree) throws IOException {
        try (LayerWriter writer = layout.newLayer(format)) {
            OutputStream archive = writer.archive();
            long entries = packer.pack(tree, LayerPacker.Source.TREE, archive);
            assertEquals(3, entries);
            return writer.commit();
        }
    }

    private static int ended(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return process.exitValue();
    }
}
