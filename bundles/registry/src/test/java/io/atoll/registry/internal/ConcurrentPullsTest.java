package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.ImageStore;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.registry.internal.http.Settings;
import io.atoll.store.internal.FileImageStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** W32, W38: overlapping images pulled by several processes at once, each with several pulls, into one real store. */
@Timeout(300)
final class ConcurrentPullsTest {
    private static final int PROCESSES = 4;
    private static final int PULLS = 5;
    /** Twenty pulls at once may make a small machine slow: that is no failure. */
    private static final Settings PATIENT = new Settings(
            Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMillis(500), 5, Duration.ofMillis(5), 3);

    private static final String HERE = Platform.host().toString();

    private final FakeRegistry registry = PullFixture.newRegistry();

    @TempDir
    Path temporary = Path.of("/nonexistent");

    @AfterEach
    void stop() {
        registry.close();
    }

    /** A real one. */
    static ImageStore store(Path root) {
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                ConcurrentPullsTest.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getProperty") && arguments[0].equals("atoll.root")
                                ? root.toString()
                                : null);
        return new FileImageStore(context, new JnaSyscalls());
    }

    /** One process: {@code ROOT REGISTRY}; pulls all images at once. */
    public static void main(String[] arguments) throws Exception {
        RegistryComponent client = new RegistryComponent(store(Path.of(arguments[0])), PATIENT);
        List<Future<?>> pulls = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(PULLS)) {
            for (int i = 0; i < PULLS; i++) {
                Reference name = Reference.parse("%s/app:t%d".formatted(arguments[1], i));
                pulls.add(threads.submit(() -> client.pull(
                        new PullRequest(name, Platform.host(), RegistryAccess.ANONYMOUS), PullListener.NONE)));
            }
        }
        for (Future<?> pull : pulls) {
            pull.get();
        }
        client.close();
    }

    @Test
    @DisplayName("W32 20 pulls of overlapping images by 4 processes fetch each blob once, and all images are whole")
    void eachBlobOnce() throws Exception {
        Set<Object> digests = new HashSet<>();
        for (int i = 0; i < PULLS; i++) {
            List<String> layers = List.of(tar("base", 300_000), tar("shared" + i / 2, 5_000), tar("own" + i, 1_000));
            TestImage image = new TestImage(HERE, MediaTypes.OCI_LAYER_GZIP, layers).serve(registry, "app", "t" + i);
            digests.addAll(image.blobs.keySet());
        }
        Path root = temporary.resolve("root");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ConcurrentPullsTest.class.getName(),
                            root.toString(),
                            registry.name())
                    .redirectErrorStream(true)
                    .redirectOutput(temporary.resolve("out" + i).toFile())
                    .start());
        }
        for (int i = 0; i < PROCESSES; i++) {
            assertEquals(0, processes.get(i).waitFor(), Files.readString(temporary.resolve("out" + i)));
        }
        for (Object digest : digests) {
            assertEquals(1, registry.seen("/v2/app/blobs/" + digest).size(), "fetches of " + digest);
        }
        ImageStore store = store(root);
        assertEquals(PULLS, store.images().size());
        for (var image : store.images()) {
            assertEquals(3, store.layers(image).size());
        }
        assertTrue(store.check().isClean(), () -> store.check().findings().toString());
        try (Stream<Path> engines = Files.list(root.resolve("tmp"))) {
            for (Path engine : engines.toList()) {
                assertEquals(0, engine.toFile().list().length);
            }
        }
    }

    /** An archive of one file, as text. */
    static String tar(String name, int size) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(size));
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        out.write(header);
        out.write(name.repeat(size / name.length() + 1).getBytes(StandardCharsets.US_ASCII), 0, size);
        out.write(new byte[(512 - size % 512) % 512 + 1024]);
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
