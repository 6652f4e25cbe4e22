package io.atoll.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replays what is kept: real documents, hostile ones, and every input that once broke something. */
class SeedsTest {
    /** As the fuzzer's limit for one input: a loop that does not end fails the build instead of stopping it. */
    private static final Duration MOST = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource
    void seedsAreReadOrRefused(Target target) throws IOException {
        List<Path> inputs = target.inputs();
        assertFalse(inputs.isEmpty(), "no seeds in " + target.seeds());
        for (Path input : inputs) {
            byte[] data = Files.readAllBytes(input);
            assertTimeoutPreemptively(MOST, () -> target.run(data), () -> "reading " + input);
        }
    }
}
