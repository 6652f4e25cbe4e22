package io.atoll.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same with 3 GiB and 64 MiB is a part of {@code bench/unpack}. */
final class LargeLayerTest extends StoreTest {
    @ParameterizedTest
    @ValueSource(strings = {"gzip -1", "zstd -1"})
    @DisplayName("a layer of 300 MB is extracted by a JVM with a heap of 24 MiB")
    void large(String program) throws IOException {
        Path blobs = Files.createDirectories(root.resolve("images/blobs/sha256"));
        String[] made = Shell.script("""
                        cd $1; mkdir tree
                        for i in 1 2 3; do yes "line $i of a large file" | head -c 100000000 >tree/$i; done
                        tar -C tree -cf layer.tar . ; rm -r tree
                        sha256sum <layer.tar; %s <layer.tar >layer; rm layer.tar
                        sha256sum <layer; stat -c %%s layer
                        mv layer $2/$(sha256sum <layer | cut -d ' ' -f 1)
                        """.formatted(program), temporary, blobs).split("[ \n-]+");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Shell.run(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                UnpackBench.class.getName(),
                root.toString(),
                "layer",
                "sha256:" + made[1],
                made[2],
                "sha256:" + made[0]);
        Path tree = root.resolve("layers").resolve(made[0]);
        for (int i = 1; i <= 3; i++) {
            assertEquals(100_000_000, Files.size(tree.resolve(Integer.toString(i))));
        }
    }
}
