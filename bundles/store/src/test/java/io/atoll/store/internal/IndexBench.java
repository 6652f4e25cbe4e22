package io.atoll.store.internal;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Index;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layout.ImageLayout;
import io.atoll.api.posix.Syscalls;
import io.atoll.json.OciJson;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.layout.FileImageLayouts;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Measures a store of many images. By hand: {@code java -XX:TieredStopAtLevel=1 -Xmx64m -cp … IndexBench DIRECTORY [IMAGES]}; keeps what it made. */
final class IndexBench {
    private IndexBench() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        int images = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        Syscalls syscalls = new JnaSyscalls();
        if (!Files.exists(root.resolve("images/index.json"))) {
            make(root.resolve("images"), images);
        }
        System.out.printf("index.json: %d bytes%n", Files.size(root.resolve("images/index.json")));
        Reference some = Reference.parse("registry.example.com/team/app-" + images / 2 + ":v1");
        millis("open and find, cold JVM", 1, () -> open(root, syscalls, some));
        millis("open and find", 20, () -> open(root, syscalls, some));
        FileImageStore store = new FileImageStore(new StoreSettings(root), syscalls);
        Descriptor manifest = store.find(some).orElseThrow().descriptor();
        millis("find", 1000, () -> store.find(some).orElseThrow());
        millis(
                "find by digest",
                50,
                () -> store.find(Reference.parse(
                                "registry.example.com/team/app-" + images / 2 + "@" + manifest.digest()))
                        .orElseThrow());
        int[] number = {0};
        millis("tag", 50, () -> store.tag(Reference.parse("new:" + number[0]++), manifest));
        try (ImageLayout layout = new FileImageLayouts(syscalls).open(root.resolve("images"))) {
            millis("untag, first", 1, () -> layout.untag("new:0"));
            number[0] = 1;
            millis("untag", 49, () -> layout.untag("new:" + number[0]++));
        }
        millis("images, cold", 1, store::images);
        millis("images, warm", 5, store::images);
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.out.printf("heap after gc: %d KiB%n", (runtime.totalMemory() - runtime.freeMemory()) >> 10);
        store.close();
    }

    private static Object open(Path root, Syscalls syscalls, Reference some) {
        FileImageStore store = new FileImageStore(new StoreSettings(root), syscalls);
        try {
            return store.find(some).orElseThrow();
        } finally {
            store.close();
        }
    }

    private static void make(Path layout, int images) throws IOException {
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Descriptor layer = write(blobs, MediaTypes.OCI_LAYER, new byte[1024]);
        List<Descriptor> all = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            ImageConfig config = ImageConfig.builder(Platform.host())
                    .created("2026-01-01T00:00:00Z")
                    .env(List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "N=" + i))
                    .cmd(List.of("/bin/sh", "-c", "exec application --listen 0.0.0.0:8080"))
                    .labels(Map.of("org.opencontainers.image.source", "https://example.com/team/app-" + i))
                    .diffIds(List.of(layer.digest(), layer.digest(), layer.digest()))
                    .build();
            Descriptor stored = write(blobs, MediaTypes.OCI_CONFIG, OciJson.toJson(config));
            Manifest manifest = new Manifest(MediaTypes.OCI_MANIFEST, stored, List.of(layer, layer, layer));
            all.add(write(blobs, MediaTypes.OCI_MANIFEST, OciJson.toJson(manifest))
                    .withRefName("registry.example.com/team/app-" + i + ":v1"));
        }
        Files.write(layout.resolve("index.json"), OciJson.toJson(new Index(MediaTypes.OCI_INDEX, all)));
    }

    private static Descriptor write(Path blobs, String mediaType, byte[] content) throws IOException {
        Descriptor descriptor = new Descriptor(mediaType, TestImages.sha256(content), content.length);
        Files.write(blobs.resolve(descriptor.digest().hex()), content);
        return descriptor;
    }

    private static void millis(String what, int rounds, Body body) throws IOException {
        long[] times = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            Object result = body.run();
            times[i] = System.nanoTime() - start;
            if (result == null) {
                throw new IOException("no result");
            }
        }
        Arrays.sort(times);
        System.out.printf("%s: median %.3f ms, best %.3f ms%n", what, times[rounds / 2] / 1e6, times[0] / 1e6);
    }

    private interface Body {
        Object run() throws IOException;
    }
}
