package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.registry.Credentials;
import io.atoll.api.transfer.ImageCopier;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The texts of the contract's S1.30 to S1.37. */
class ImagePushCommandTest extends CommandLineTest {
    private static final String PUSHED = """
              Layer a00000000000: 1000 bytes
              Layer a10000000000: 1000 bytes
            Pushed %s
              manifest: http://r/v2/app/manifests/m
              config:   http://r/v2/app/blobs/c
            """;

    private FakePushes pushes = new FakePushes(services.images);

    @BeforeEach
    void copier() {
        services = new FakeServices() {
            @Override
            public ImageCopier copier() {
                return pushes;
            }
        };
        pushes = new FakePushes(services.images);
    }

    private void store(String reference) {
        services.images.put(reference, "4bcff63911fcb", MediaTypes.OCI_LAYER_GZIP, MediaTypes.OCI_LAYER_GZIP);
    }

    @Test
    @DisplayName("S1.31, S1.36, S1.37: what a push prints")
    void push() {
        store("r.example/app:1");
        prints(
                "Pushing r.example/app:1 → r.example/app:1...\n" + PUSHED.formatted("r.example/app:1"),
                "image",
                "push",
                "r.example/app:1");
        assertEquals(
                new FakePushes.Copied("atoll:r.example/app:1", "docker://r.example/app:1", null),
                pushes.copied.getFirst());
    }

    @Test
    @DisplayName("S1.30: the local form first, then the full one; the destination is the source's name")
    void names() {
        store("app:latest");
        prints(
                "Pushing app:latest → docker.io/library/app:latest...\n"
                        + PUSHED.formatted("docker.io/library/app:latest"),
                "push",
                "app");
        services.images.all.clear();
        store("docker.io/library/app:latest");
        prints(
                "Pushing docker.io/library/app:latest → r.example/x:2...\n" + PUSHED.formatted("r.example/x:2"),
                "push",
                "app",
                "--dest",
                "r.example/x:2");
        assertEquals(0, run("push", "app", "docker://r.example/y"));
        assertEquals("docker://r.example/y:latest", pushes.copied.getLast().to());
    }

    @Test
    @DisplayName("S1.32, S1.33: bad destinations and missing images")
    void mistakes() {
        fails(125, "atoll: image 'nope' not found locally\n", "push", "nope");
        store("app:latest");
        fails(
                125,
                "atoll: invalid destination reference 'UPPER': invalid image reference 'UPPER'",
                "push",
                "app",
                "--dest",
                "UPPER");
        fails(125, "the destination is given twice", "push", "app", "a", "--dest", "b");
        fails(125, "exclude each other", "push", "--platform", "linux/arm64", "--all-platforms", "app");
        assertEquals(0, pushes.copied.size());
    }

    @Test
    @DisplayName("S1.34, S1.35, S1.37: failures")
    void failures() {
        store("app:latest");
        pushes.failure = new AtollException(ErrorCode.UNAVAILABLE, "failed to push blob x");
        fails(125, "atoll: push failed: failed to push blob x\n", "push", "app");
        String missing =
                "blob not found for layer sha256:a0000000000 — re-pull or rebuild the image to populate the blob cache";
        pushes.failure = new AtollException(ErrorCode.NOT_FOUND, missing);
        fails(125, "atoll: " + missing + "\n", "push", "app");
    }

    @Test
    void flags() {
        store("app:latest");
        context.input = "secret\n";
        prints(
                FakeImages.digest("4bcff63911fcb") + "\n",
                "push",
                "-q",
                "-u",
                "me",
                "--password-stdin",
                "--platform",
                "linux/arm64/v8",
                "app");
        assertEquals(
                "linux/arm64/v8",
                Objects.requireNonNull(pushes.copied.getFirst().platform()).toString());
        assertEquals(
                new Credentials("me", "secret"),
                pushes.contexts.getLast().access().credentials());
    }
}
