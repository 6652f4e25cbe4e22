package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;
import static io.atoll.registry.internal.TestImage.digest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.StoredImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W37: one platform, all of them, and what is no image of any. */
@Timeout(60)
final class PullPlatformsTest extends PullFixture {
    private final String here = Platform.host().toString();
    private final TestImage mine = new TestImage(here, MediaTypes.OCI_LAYER, List.of("mine", "both"));
    private final TestImage other = new TestImage("linux/s390x", MediaTypes.OCI_LAYER, List.of("other", "both"));

    private StoredImage pullAll(String name) {
        return client.pull(new PullRequest(reference(name), null, false, RegistryAccess.ANONYMOUS), PullListener.NONE);
    }

    private byte[] index(String name, String... entries) {
        byte[] index = TestImage.index(entries);
        registry.on("/v2/app/manifests/" + name, answer(200, MediaTypes.OCI_INDEX, index));
        registry.on("/v2/app/manifests/" + digest(index), answer(200, MediaTypes.OCI_INDEX, index));
        return index;
    }

    private static String nested(byte[] index) {
        return TestImage.entry(MediaTypes.OCI_INDEX, digest(index), index.length, "");
    }

    @Test
    @DisplayName("W37 all platforms: the name means the index, everything is there, and what runs here is extracted")
    void allPlatforms() {
        mine.serve(registry, "app");
        other.serve(registry, "app");
        byte[] inner = index("inner", mine.entry(here), mine.entry(here));
        byte[] outer = index("1.0", other.entry("linux/s390x"), nested(inner));
        StoredImage stored = pullAll("app:1.0");
        assertEquals(digest(outer), stored.root().digest());
        assertTrue(store.blobs.keySet().containsAll(mine.blobs.keySet()));
        assertTrue(store.blobs.keySet().containsAll(other.blobs.keySet()));
        assertTrue(store.blobs.keySet().containsAll(List.of(digest(inner), digest(outer), digest(mine.manifest))));
        assertTrue(store.layers.containsAll(mine.diffIds));
        assertFalse(store.layers.containsAll(other.diffIds));
        assertEquals(1, registry.seen("/v2/app/blobs/" + mine.layers.get(1)).size(), "what both have is fetched once");
        assertTrue(
                store.everLeased.values().iterator().next().containsAll(List.of(digest(inner), other.layers.get(0))));

        int requests = registry.seen.size();
        pullAll("app:1.0");
        assertEquals(requests, registry.seen.size(), "S1.6 all there: no request");
    }

    @Test
    @DisplayName("W37 an index without end: bounded")
    void bounded() {
        byte[] index = index("bottom");
        for (int i = 0; i < 10; i++) {
            index = index("latest", nested(index));
        }
        int before = registry.seen.size();
        assertEquals(
                ErrorCode.UNSUPPORTED,
                assertThrows(AtollException.class, () -> pullAll("app")).code());
        assertTrue(registry.seen.size() - before < 8);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            byte[] small = "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"n\":\"%d\"}}"
                    .formatted(i)
                    .getBytes(StandardCharsets.UTF_8);
            registry.on("/v2/app/manifests/" + digest(small), answer(200, MediaTypes.OCI_INDEX, small));
            many.add(nested(small));
        }
        index("many", many.toArray(String[]::new));
        AtollException e = assertThrows(AtollException.class, () -> pullAll("app:many"));
        assertContains("more than 500 manifests", String.valueOf(e.getMessage()));
        assertTrue(store.images.isEmpty());
    }

    @Test
    @DisplayName("W37 one that is missing: the index gets no name")
    void incomplete() {
        mine.serve(registry, "app");
        index("latest", mine.entry(here), other.entry("linux/s390x"));
        assertEquals(
                ErrorCode.NOT_FOUND,
                assertThrows(AtollException.class, () -> pullAll("app")).code());
        assertTrue(store.images.isEmpty());
    }

    @Test
    @DisplayName("decision 4: a name with the digest of an index is found again without a request")
    void digestOfAnIndex() {
        mine.serve(registry, "app");
        byte[] index = index("latest", mine.entry(here));
        String name = "app@" + digest(index);
        PullRequest request = new PullRequest(reference(name), Platform.host(), RegistryAccess.ANONYMOUS);
        assertEquals(
                digest(mine.manifest),
                client.pull(request, PullListener.NONE).descriptor().digest());
        int requests = registry.seen.size();
        client.pull(request, PullListener.NONE);
        assertEquals(requests, registry.seen.size());
    }

    @Test
    @DisplayName("S1.17 WebAssembly layers are pulled as they are")
    void wasm() {
        for (String type : List.of(
                "application/wasm",
                "application/vnd.wasm.content.layer.v1+wasm",
                "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm")) {
            TestImage module =
                    new TestImage("linux/amd64", type, List.of("\0asm" + type)).serve(registry, "w", "latest");
            assertEquals(type, pull("w").manifest().layers().getFirst().mediaType());
            assertTrue(store.layers.containsAll(module.diffIds));
        }
    }

    @Test
    @DisplayName("An artifact is stored, and not extracted")
    void artifact() {
        byte[] blob = {1, 2, 3};
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] manifest =
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"artifactType\":\"text/x\",\"config\":%s,\"layers\":[%s]}"
                        .formatted(
                                MediaTypes.OCI_MANIFEST,
                                TestImage.entry(MediaTypes.OCI_EMPTY, digest(config), config.length, ""),
                                TestImage.entry("text/x", digest(blob), blob.length, ""))
                        .getBytes(StandardCharsets.UTF_8);
        for (byte[] each : List.of(blob, config)) {
            registry.on("/v2/a/blobs/" + digest(each), answer(200, "application/octet-stream", each));
        }
        registry.on("/v2/a/manifests/latest", answer(200, MediaTypes.OCI_MANIFEST, manifest));
        assertEquals(digest(manifest), pull("a").descriptor().digest());
        assertTrue(store.blobs.keySet().containsAll(List.of(digest(blob), digest(config), digest(manifest))));
        assertTrue(store.layers.isEmpty());
    }
}
