package io.atoll.itests.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A static program that tries what a container must not be able to do (src/test/resources/probe). */
final class Probe {
    private Probe() {}

    /** Builds it there; skips the test where there is no compiler, as there is on every machine that builds Atoll. */
    static Path build(Path directory) throws IOException, InterruptedException {
        Path source = Path.of("src/test/resources/probe/probe.c").toAbsolutePath();
        Path program = directory.resolve("probe");
        boolean compiler = Commands.run("sh", "-c", "command -v cc").status() == 0;
        Assumptions.assumeTrue(compiler, "no C compiler: what a container may not do is not tried");
        if (!Files.exists(program)) {
            Commands.run("cc", "-static", "-o", program.toString(), source.toString())
                    .ok();
        }
        return program;
    }

    /** What it printed: by name, how each try ended. */
    static Map<String, String> results(String output) {
        Map<String, String> results = new LinkedHashMap<>();
        output.lines().map(line -> line.split(" ", 2)).forEach(words -> results.put(words[0], words[1]));
        return results;
    }
}
