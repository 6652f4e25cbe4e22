package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.Credentials;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pushes to Debian's docker-registry what umoci made, and has skopeo read it. */
final class DockerRegistryPushTest {
    @RegisterExtension
    static final RealRegistry REAL = new RealRegistry("", registry -> {
        var unused = registry.layout(
                "busybox",
                List.of(
                        "mkdir -p bin etc && cp $(command -v busybox) bin/ && ln -s busybox bin/sh",
                        "head -c 30000000 /dev/urandom > big"));
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

    private static LayoutSource source() {
        return new LayoutSource(registry().directory().resolve("busybox"));
    }

    private ImageSet push(String name, @Nullable Credentials credentials) throws IOException {
        ImageSet set = source().set();
        client.target(name, PushFixture.context(credentials)).write(set, source(), TransferListener.NONE);
        return set;
    }

    private static String digest(ImageSet set) {
        return set.images().getFirst().descriptor().digest().toString();
    }

    @Test
    @DisplayName("W15: skopeo finds what was pushed, with the digests it had")
    void othersReadIt() throws IOException, InterruptedException {
        ImageSet set = push(registry().name() + "/read:1", null);
        assertEquals(digest(set), registry().inspect("read:1", "{{.Digest}}"));
        Path copy = registry().directory().resolve("copy");
        registry().pull("read:1", copy);
        assertEquals(digest(set), digest(new LayoutSource(copy).set()));
        for (ImageSet.Blob blob : set.blobs()) {
            Path there = copy.resolve("blobs/sha256")
                    .resolve(blob.descriptor().digest().hex());
            assertEquals(blob.descriptor().size(), Files.size(there));
        }
    }

    @Test
    @DisplayName("W38: blobs of another repository of a real registry are mounted: its own log says so")
    void mounts() throws IOException {
        ImageSet set = push(registry().name() + "/first:1", null);
        Descriptor root = set.images().getFirst().descriptor();
        store.blobs.put(root.digest(), set.documents().getFirst().bytes());
        for (ImageSet.Blob blob : set.blobs()) {
            byte[] bytes = blob.kind() == ImageSet.Kind.CONFIG
                    ? source().openBlob(blob.descriptor()).readAllBytes()
                    : new byte[0];
            store.blobs.put(blob.descriptor().digest(), bytes);
        }
        var unused = store.tag(Reference.parse(registry().name() + "/first:1"), root);
        push(registry().name() + "/second:1", null);
        List<String> log = Files.readAllLines(registry().directory().resolve("registry.log"));
        assertEquals(
                set.blobs().size(),
                log.stream()
                        .filter(line -> line.contains("\"POST /v2/second/blobs/uploads/?mount=")
                                && line.contains("from=first HTTP/1.1\" 201"))
                        .count());
        assertEquals(
                0,
                log.stream()
                        .filter(line -> line.contains("\"PUT /v2/second/blobs/"))
                        .count());
    }

    @Test
    void logsIn() throws IOException, InterruptedException {
        try (DockerRegistry closed = DockerRegistry.start(DockerRegistry.ALICE)) {
            String name = closed.name() + "/private:1";
            for (Credentials wrong : Arrays.asList(null, new Credentials("alice", "wrong"))) {
                AtollException e = assertThrows(AtollException.class, () -> push(name, wrong));
                assertEquals(ErrorCode.UNAUTHORIZED, e.code(), e::getMessage);
            }
            Credentials right = new Credentials("alice", "s3cret");
            ImageSet set = push(name, right);
            try (ImageSource back = client.source(name, PushFixture.context(right))) {
                assertEquals(digest(set), back.images().getFirst().digest().toString());
            }
        }
    }

    @Test
    @DisplayName("W38: an upload to a real registry goes on after cuts")
    void cuts() throws IOException, InterruptedException {
        int port = Integer.parseInt(registry().name().substring("127.0.0.1:".length()));
        try (CuttingProxy proxy = new CuttingProxy(port, 2, 5_000_000)) {
            ImageSet set = push(proxy.name() + "/cut:1", null);
            assertTrue(proxy.cuts.get() >= 2);
            assertEquals(digest(set), registry().inspect("cut:1", "{{.Digest}}"));
        }
        List<String> log = Files.readAllLines(registry().directory().resolve("registry.log"));
        assertTrue(log.stream().anyMatch(line -> line.contains("\"PATCH /v2/cut/blobs/uploads/")));
    }

    @Test
    void copiesWhatAnotherRegistryHas() throws IOException, InterruptedException {
        ImageSet set = push(registry().name() + "/origin:1", null);
        try (DockerRegistry other = DockerRegistry.start();
                ImageSource from = client.source(registry().name() + "/origin:1", PushFixture.context(null))) {
            Descriptor root = from.images().getFirst();
            assertEquals(MediaTypes.OCI_MANIFEST, root.mediaType());
            assertEquals(registry().name() + "/origin:1", root.refName());
            client.target(other.name() + "/copied:1", PushFixture.context(null))
                    .write(set, from, TransferListener.NONE);
            assertEquals(digest(set), other.inspect("copied:1", "{{.Digest}}"));
        }
    }
}
