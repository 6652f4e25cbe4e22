package io.atoll.itests.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A registry with an image, and an engine that has pulled it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndToEnd {
    Path work = Path.of("/");

    @SuppressWarnings("NullAway.Init")
    TestRegistry registry;

    @SuppressWarnings("NullAway.Init")
    Atoll atoll;

    String image = "";

    @BeforeAll
    void start() throws IOException, InterruptedException {
        work = Files.createTempDirectory(Path.of("/dev/shm"), "atoll-work");
        registry = TestRegistry.start(work);
        registry.push(work, "test/busybox:v1");
        image = registry.image("test/busybox:v1");
        atoll = new Atoll();
        atoll.run("image", "pull", image).ok();
    }

    @AfterEach
    void removeContainers() throws IOException, InterruptedException {
        atoll.shell("for c in $($ATOLL ps -aq); do $ATOLL rm -f $c; done").ok();
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        atoll.close();
        registry.close();
        Commands.run("rm", "-rf", work.toString()).ok();
    }
}
