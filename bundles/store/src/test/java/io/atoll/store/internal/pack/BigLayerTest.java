package io.atoll.store.internal.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.image.Digest;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a JVM of its own, whose heap is smaller than anything it packs. */
class BigLayerTest extends PackTest {
    /** Three GiB with 64 MiB take as many seconds as this takes with 16 times less of both, and prove no more. */
    private static final String HEAP = "-Xmx20m";

    @ParameterizedTest
    @ValueSource(strings = {"plain", "gzip", "zstd"})
    @DisplayName("W34 a layer larger than the heap is packed in constant memory")
    void packsMoreThanItsHeap(String format) throws Exception {
        Requires.root();
        Path tree = tree("""
                mkdir many; seq 1 20000 | (cd many; xargs touch)
                seq 1 2000000 > text; for i in 1 2 3 4 5 6 7 8; do cat text; done > large; cat large large > larger
                """);
        Path blobs = Files.createDirectory(temporary.resolve("blobs"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                HEAP,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PackTool.class.getName()));
        command.addAll(List.of(tree.toString(), blobs.toString(), format));
        String[] told = Shell.run(command).strip().split(" ");
        Path blob = blobs.resolve("sha256").resolve(Digest.parse(told[0]).hex());
        assertEquals(Files.size(blob), Long.parseLong(told[1]));
        String sum = Shell.script(
                "case $2 in plain) cat $1;; gzip) gzip -dc $1;; zstd) zstd -dcq $1;; esac | sha256sum", blob, format);
        assertEquals(told[2], "sha256:" + sum.substring(0, 64));
        assertEquals(
                told[0], "sha256:" + Shell.run("sha256sum", blob.toString()).substring(0, 64));
    }
}
