package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.BlobWriter;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.layer.Limits;
import io.atoll.testing.StubSyscalls;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Archives of millions of entries, in a small heap. */
class HugeLayerTest extends StoreTest {
    /** {@code fake|real COUNT ROOT}: extracts that many directories, each with a time of its own. */
    public static void main(String[] arguments) {
        Syscalls syscalls = arguments[0].equals("real") ? new JnaSyscalls() : new StubSyscalls();
        int count = Integer.parseInt(arguments[1]);
        FileImageStore store = new FileImageStore(new StoreSettings(Path.of(arguments[2])), syscalls);
        MessageDigest hash = hash();
        long size = directories(hash::update, count);
        Digest diffId = Digest.sha256(HexFormat.of().formatHex(hash.digest()));
        Descriptor blob = new Descriptor(MediaTypes.OCI_LAYER, diffId, size);
        try (BlobWriter writer = store.newBlob(blob)) {
            long unused = directories(bytes -> writer.write(ByteBuffer.wrap(bytes)), count);
            writer.commit();
        }
        long before = System.nanoTime();
        store.layer(blob, diffId);
        new PrintStream(System.out, true, StandardCharsets.UTF_8)
                .println("%d directories in %d ms, heap at most %d MiB"
                        .formatted(
                                count,
                                (System.nanoTime() - before) / 1_000_000,
                                Runtime.getRuntime().maxMemory() >> 20));
        store.close();
    }

    private static MessageDigest hash() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long directories(Consumer<byte[]> out, int count) {
        long size = 0;
        TarBuilder part = new TarBuilder();
        String name = "-with-a-long-name".repeat(4);
        for (int i = 1; i <= count; i++) {
            part.mtime(i).directory("d%03d/%d%s".formatted(i % 1000, i, name));
            if (i % 100 == 0 || i == count) {
                byte[] bytes = i == count ? part.build() : part.unfinished();
                out.accept(bytes);
                size += bytes.length;
                part = new TarBuilder();
            }
        }
        return size;
    }

    @Test
    @DisplayName("ten million entries do not need a heap of their size")
    void memoryIsBounded() throws Exception {
        Path log = temporary.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HugeLayerTest.class.getName(),
                        "fake",
                        "300000",
                        root.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status = process.waitFor();
        assertEquals(0, status, Files.readString(log));
        assertTrue(Files.readString(log).contains("300000 directories"), Files.readString(log));
    }

    @Test
    @DisplayName("times that do not fit into memory are set all the same, the last one said of each")
    void timesAreSpilled() throws IOException {
        TarBuilder tar = new TarBuilder();
        String parent = "p".repeat(200);
        for (int i = 0; i < 2500; i++) {
            tar.mtime(1000 + i).directory(parent + "/d" + i);
        }
        for (int i = 0; i < 2500; i += 100) {
            tar.mtime(5000 + i).directory(parent + "/d" + i).file(parent + "/d" + i + "/f", "");
        }
        tar.mtime(42).directory(parent).directory("./");
        Path tree = extract(tar.build());
        for (int i = 0; i < 2500; i++) {
            assertEquals(
                    i % 100 == 0 ? 5000 + i : 1000 + i,
                    Files.getLastModifiedTime(tree.resolve(parent).resolve("d" + i))
                                    .toMillis()
                            / 1000);
        }
        assertEquals(42, Files.getLastModifiedTime(tree.resolve(parent)).toMillis() / 1000);
        assertEquals(42, Files.getLastModifiedTime(tree).toMillis() / 1000);
        assertNothingTemporary();
    }

    @Test
    @DisplayName("more entries than allowed are refused with the setting's name")
    void entriesAreCounted() throws IOException {
        store.close();
        store = new FileImageStore(
                new StoreSettings(root, "docker.io/library", 1 << 20, new Limits(1 << 20, 100, 10)), syscalls);
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i <= 100; i++) {
            tar.file("f", "");
        }
        byte[] archive = tar.build();
        Descriptor blob = layer(archive);
        assertTrue(String.valueOf(assertFails(ErrorCode.INVALID, () -> store.layer(blob, TestImages.sha256(archive)))
                        .getMessage())
                .contains("more than 100 entries, the limit set by atoll.layer.max.entries"));
        assertNothingTemporary();
    }
}
