package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand images in a heap of 64 MiB, and a layer of a hundred thousand files. */
@Timeout(300)
class LargeStoreTest extends StoreTest {
    private static final int IMAGES = 10_000;
    private static final int SHARED = 5;
    private static final int FILES = 100_000;

    /** An engine with little memory. */
    public static void main(String[] arguments) {
        FileImageStore store = new FileImageStore(new StoreSettings(Path.of(arguments[0])), new JnaSyscalls());
        long[] sums = new long[2];
        timed(
                "contents",
                () -> store.contents(item -> {
                    sums[0] += item.bytes();
                    sums[1]++;
                }));
        System.out.println("sum " + sums[0]);
        System.out.println("items " + sums[1]);
        timed("contents again", () -> store.contents(item -> {}));
        timed("collect nothing", store::collectGarbage);
        StoredImage one = store.find(Reference.parse("app7:1")).orElseThrow();
        timed("remove one", () -> store.remove(one));
        StoredImage other = store.find(Reference.parse("app8:1")).orElseThrow();
        long before = bytesRead();
        timed("remove another", () -> store.remove(other));
        System.out.println("read " + (bytesRead() - before));
        timed("prune all, dry", () -> store.prune(image -> true, true, item -> {}));
        timed("prune all", () -> store.prune(image -> true, false, item -> {}));
        System.out.println("left " + store.images().size());
        store.close();
    }

    /** Everything this process has read, from files or elsewhere. */
    private static long bytesRead() {
        try {
            String first = Files.readAllLines(Path.of("/proc/self/io")).getFirst();
            return Long.parseLong(first.substring("rchar: ".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void timed(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        System.out.printf("%s: %d ms%n", what, (System.nanoTime() - start) / 1_000_000);
    }

    private String blob(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Digest digest = TestImages.sha256(bytes);
        Files.write(root.resolve("images/blobs/sha256").resolve(digest.hex()), bytes);
        return "\"digest\":\"%s\",\"size\":%d".formatted(digest, bytes.length);
    }

    /** Without the store: naming ten thousand images one by one would write the index as often. */
    private void fill() throws IOException {
        Files.createDirectories(root.resolve("images/blobs/sha256"));
        List<String> shared = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (int i = 0; i < SHARED; i++) {
            shared.add("{\"mediaType\":\"%s\",%s}".formatted(MediaTypes.OCI_LAYER, blob("shared layer " + i)));
            diffIds.add("\"" + digest(i) + "\"");
        }
        StringBuilder index = new StringBuilder("{\"schemaVersion\":2,\"manifests\":[");
        for (int i = 0; i < IMAGES; i++) {
            String layers = String.join(",", shared)
                    + ",{\"mediaType\":\"%s\",%s}".formatted(MediaTypes.OCI_LAYER, blob("own layer " + i));
            String config = blob("""
                    {"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[%s,"%s"]}}""".formatted(String.join(",", diffIds), digest(1000 + i)));
            String manifest = blob("""
                    {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s",%s},"layers":[%s]}""".formatted(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, config, layers));
            index.append(i == 0 ? "" : ",")
                    .append("{\"mediaType\":\"%s\",%s,".formatted(MediaTypes.OCI_MANIFEST, manifest))
                    .append("\"annotations\":{\"org.opencontainers.image.ref.name\":\"app%d:1\"}}".formatted(i));
        }
        Files.writeString(root.resolve("images/index.json"), index + "]}");
        Files.writeString(root.resolve("images/oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    private void largeLayer() throws IOException {
        Path layer = root.resolve("layers").resolve("ab".repeat(32));
        for (int i = 0; i < FILES; i++) {
            if (i % 1000 == 0) {
                Files.createDirectories(layer.resolve("d" + i / 1000));
            }
            Files.createFile(layer.resolve("d" + i / 1000).resolve("file" + i));
        }
    }

    @Test
    void aLargeStoreNeedsLittleMemory() throws Exception {
        fill();
        largeLayer();
        long index = Files.size(root.resolve("images/index.json"));
        long expected = DiskUsageOf.tree(root);
        Path output = temporary.resolve("output");
        Process engine = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeStoreTest.class.getName(),
                        root.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(engine.waitFor(250, TimeUnit.SECONDS));
        String text = Files.readString(output);
        System.out.println(text);
        assertEquals(0, engine.exitValue(), text);
        assertTrue(text.contains("sum " + expected + "\n"), expected + ": " + text);
        assertTrue(text.contains("left 0\n"), text);
        // The documents of ten thousand images are four times that.
        long read = Long.parseLong(text.replaceAll("(?s).*\nread (\\d+)\n.*", "$1"));
        assertTrue(read < 3 * index, "removing one image read all others: " + text);
        assertEquals(0, count(root.resolve("images/blobs/sha256")));
        assertEquals(0, count(root.resolve("layers")));
    }
}
