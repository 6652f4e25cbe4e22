package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.Credentials;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.StoredImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against Debian's docker-registry, with images made by umoci and pushed by skopeo. */
final class DockerRegistryTest {
    @RegisterExtension
    static final RealRegistry REAL = new RealRegistry("", registry -> {
        Path layout = registry.layout(
                "busybox",
                List.of(
                        "mkdir -p bin etc && cp $(command -v busybox) bin/ && ln -s busybox bin/sh",
                        "echo one > etc/one",
                        "rm etc/one; echo two > etc/two",
                        "head -c 3000000 /dev/urandom > big"));
        registry.push(layout, "library/busybox:1.36");
        registry.push(layout, "library/busybox:latest");
        registry.push(layout, "docker/busybox:latest", "--format", "v2s2");
    });

    private final FakeStore store = new FakeStore();
    private final RegistryComponent client = new RegistryComponent(store, RealRegistry.PATIENT);

    @AfterEach
    void close() {
        client.close();
    }

    private static DockerRegistry registry() {
        return REAL.its();
    }

    private StoredImage pull(String rest) {
        return pull(registry(), rest, null);
    }

    private StoredImage pull(DockerRegistry from, String rest, @Nullable Credentials credentials) {
        return client.pull(
                new PullRequest(
                        Reference.parse(from.name() + "/" + rest).withDefaultTag(),
                        Platform.host(),
                        new RegistryAccess(credentials, false, Map.of())),
                PullListener.NONE);
    }

    @Test
    void logsIn() throws IOException, InterruptedException {
        Path storage = registry().directory().resolve("storage");
        try (DockerRegistry closed =
                DockerRegistry.start(DockerRegistry.newDirectory(), storage, DockerRegistry.ALICE)) {
            for (Credentials wrong : Arrays.asList(null, new Credentials("alice", "wrong"))) {
                AtollException e =
                        assertThrows(AtollException.class, () -> pull(closed, "library/busybox:1.36", wrong));
                assertEquals(ErrorCode.UNAUTHORIZED, e.code());
                assertTrue(String.valueOf(e.getMessage()).contains("UNAUTHORIZED: authentication required"));
            }
            pull(closed, "library/busybox:1.36", new Credentials("alice", "s3cret"));
        }
    }

    @Test
    void pullsWhatOthersPushed() throws IOException, InterruptedException {
        StoredImage image = pull("library/busybox:latest");
        assertEquals(
                registry().inspect("library/busybox:latest", "{{.Digest}}"),
                image.descriptor().digest().toString());
        assertEquals(4, image.manifest().layers().size());
        assertEquals(List.of("/bin/sh"), image.config().cmd());
        // The store has verified every blob and every layer against its digest.
        assertTrue(store.layers.containsAll(image.config().diffIds()));
        assertEquals(Platform.host(), image.config().platform());
    }

    @Test
    void pullsDockersFormat() {
        StoredImage image = pull("docker/busybox");
        assertEquals(MediaTypes.DOCKER_MANIFEST, image.descriptor().mediaType());
        assertEquals(
                MediaTypes.DOCKER_LAYER_GZIP, image.manifest().layers().get(0).mediaType());
    }

    @Test
    void pullsByDigestAndOnlyOnce() throws IOException, InterruptedException {
        String digest = registry().inspect("library/busybox:1.36", "{{.Digest}}");
        StoredImage image = pull("library/busybox@" + digest);
        assertEquals(digest, image.descriptor().digest().toString());
        pull("library/busybox:1.36");
        boolean[] present = new boolean[1];
        client.pull(
                new PullRequest(
                        Reference.parse(registry().name() + "/library/busybox:1.36"),
                        Platform.host(),
                        RegistryAccess.ANONYMOUS),
                new PullListener() {
                    @Override
                    public void alreadyPresent() {
                        present[0] = true;
                    }
                });
        assertTrue(present[0]);
    }

    @Test
    void saysWhatIsMissing() {
        for (String name : List.of("library/busybox:nope", "no/such:latest")) {
            AtollException e = assertThrows(AtollException.class, () -> pull(name));
            assertEquals(ErrorCode.NOT_FOUND, e.code());
            assertTrue(String.valueOf(e.getMessage()).contains("MANIFEST_UNKNOWN"), e::getMessage);
        }
    }
}
