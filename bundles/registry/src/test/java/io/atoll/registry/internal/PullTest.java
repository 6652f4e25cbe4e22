package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;
import static io.atoll.registry.internal.TestImage.digest;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.Layer;
import io.atoll.api.store.StoredImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class PullTest extends PullFixture {
    @Test
    void pullsAnImage() {
        TestImage image = TestImage.simple().serve(registry, "app", "latest");
        List<String> events = new CopyOnWriteArrayList<>();
        StoredImage stored = client.pull(request("app:latest", "linux/amd64", null), recorder(events));

        assertEquals(digest(image.manifest), stored.descriptor().digest());
        assertArrayEquals(image.manifest, store.blobs.get(digest(image.manifest)));
        assertEquals(6, store.blobs.size());
        assertTrue(store.layers.containsAll(image.diffIds));
        // In the manifest's order; a digest listed twice counts as cached the second time (S1.14).
        assertEquals(
                List.of("manifest 5", "1", "2", "3", "4", "5 cached"),
                events.stream().filter(e -> !e.startsWith("complete")).toList());
        assertEquals(4, events.stream().filter(e -> e.startsWith("complete")).count());
        assertEquals(1, registry.seen("/v2/app/blobs/" + image.layers.get(1)).size());
        // Everything, the extracted layers as well, was under the lease.
        var leased = store.everLeased.values().iterator().next();
        assertTrue(leased.containsAll(image.diffIds) && leased.containsAll(image.blobs.keySet()));
    }

    @Test
    void layersThatNeedThoseBelowAreExtractedLast() {
        TestImage image = TestImage.simple().serve(registry, "app", "1.2");
        store.dependent.add(image.diffIds.get(1));
        pull("app:1.2");
        Digest key = Layer.chainIds(image.diffIds).get(1);
        assertTrue(store.hasLayer(key));
        assertFalse(store.hasLayer(image.diffIds.get(1)));
        assertTrue(store.everLeased.values().iterator().next().contains(key));

        List<String> events = new CopyOnWriteArrayList<>();
        client.pull(request("app:1.2", "linux/amd64", null), recorder(events));
        assertEquals(List.of("present"), events);
    }

    @Test
    void doesNotAskForWhatIsFixedAndComplete() {
        TestImage.simple().serve(registry, "app", "1.2", "latest");
        pull("app:1.2");
        int before = registry.seen.size();
        List<String> events = new CopyOnWriteArrayList<>();
        client.pull(request("app:1.2", "linux/amd64", null), recorder(events));
        assertEquals(List.of("present"), events);
        assertEquals(before, registry.seen.size());

        store.layers.clear();
        client.pull(request("app:1.2", "linux/amd64", null), PullListener.NONE);
        assertEquals(before + 1, registry.seen.size(), "the manifest is asked for, blobs are there");

        pull("app:latest");
        pull("app:latest");
        assertEquals(2, registry.seen("/v2/app/manifests/latest").size(), "a mutable tag is always asked for (S1.7)");
    }

    @Test
    void fetchesOneBlobOfAnImage() {
        TestImage image = TestImage.simple().serve(registry, "app", "1.2");
        StoredImage stored = pull("app:1.2");
        for (Descriptor blob : List.of(
                stored.descriptor(),
                stored.manifest().config(),
                stored.manifest().layers().getFirst())) {
            byte[] before = store.blobs.remove(blob.digest());
            client.fetch(request("app:1.2", "linux/amd64", null).reference(), RegistryAccess.ANONYMOUS, blob);
            assertArrayEquals(before, store.blobs.get(blob.digest()));
            int requests = registry.seen.size();
            client.fetch(request("app:1.2", "linux/amd64", null).reference(), RegistryAccess.ANONYMOUS, blob);
            assertEquals(requests, registry.seen.size(), "what is there is not asked for");
        }
        assertEquals(digest(image.manifest), stored.descriptor().digest());
        Descriptor missing = new Descriptor("text/plain", digest(new byte[] {9}), 1);
        AtollException e = assertThrows(
                AtollException.class,
                () -> client.fetch(
                        request("app:1.2", "linux/amd64", null).reference(), RegistryAccess.ANONYMOUS, missing));
        assertEquals(ErrorCode.NOT_FOUND, e.code());
    }

    @Test
    void downloadsOnceHoweverManyAsk() throws InterruptedException {
        TestImage image = TestImage.simple().serve(registry, "app", "a", "b", "c");
        List<Thread> threads = new ArrayList<>();
        for (String tag : List.of("a", "b", "c")) {
            threads.add(Thread.ofPlatform().start(() -> pull("app:" + tag)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(3, store.images.size());
        image.blobs
                .keySet()
                .forEach(digest ->
                        assertEquals(1, registry.seen("/v2/app/blobs/" + digest).size()));
    }

    @Test
    void remembersThatARegistrySpeaksPlainHttp() {
        TestImage.simple().serve(registry, "app", "latest");
        pull("app:latest");
        pull("app:latest");
        assertEquals(1, registry.seen("/v2/").size());
    }

    @Test
    void pullsByDigest() {
        TestImage image = TestImage.simple().serve(registry, "app");
        StoredImage stored = pull("app@" + digest(image.manifest));
        assertEquals(digest(image.manifest), stored.descriptor().digest());
        pull("app@" + digest(image.manifest));
        assertEquals(
                1, registry.seen("/v2/app/manifests/" + digest(image.manifest)).size());
    }

    @Test
    void choosesByPlatformAndVariant() {
        TestImage six = new TestImage("linux/arm/v6", MediaTypes.OCI_LAYER, List.of("six")).serve(registry, "app");
        TestImage seven = new TestImage("linux/arm/v7", MediaTypes.OCI_LAYER, List.of("seven")).serve(registry, "app");
        TestImage intel = new TestImage("linux/amd64", MediaTypes.OCI_LAYER, List.of("intel")).serve(registry, "app");
        byte[] index = TestImage.index(
                six.entry("linux/arm/v6"),
                seven.entry("linux/arm/v7"),
                intel.entry("linux/amd64"),
                intel.entry("unknown/unknown"));
        registry.on("/v2/app/manifests/latest", answer(200, MediaTypes.OCI_INDEX, index));
        assertEquals(digest(seven.manifest), pullFor("linux/arm/v7"));
        assertEquals(digest(seven.manifest), pullFor("linux/arm"));
        assertEquals(digest(six.manifest), pullFor("linux/arm/v6"));
        assertEquals(digest(intel.manifest), pullFor("linux/amd64"));
        AtollException e = assertThrows(AtollException.class, () -> pullFor("linux/s390x"));
        assertEquals(ErrorCode.UNSUPPORTED, e.code());
        assertContains(
                "for linux/s390x; there is: linux/arm/v6, linux/arm/v7, linux/amd64", String.valueOf(e.getMessage()));
    }

    @Test
    void fallsBackToTheConfigurationsPlatformAndNestedIndexes() {
        TestImage arm = new TestImage("linux/arm64", MediaTypes.OCI_LAYER, List.of("arm")).serve(registry, "app");
        TestImage intel = new TestImage("linux/amd64", MediaTypes.OCI_LAYER, List.of("intel")).serve(registry, "app");
        byte[] inner = TestImage.index(arm.entry(""), intel.entry(""));
        byte[] outer = TestImage.index(TestImage.entry(MediaTypes.OCI_INDEX, digest(inner), inner.length, ""));
        registry.on("/v2/app/manifests/" + digest(inner), answer(200, MediaTypes.OCI_INDEX, inner));
        registry.on("/v2/app/manifests/latest", answer(200, MediaTypes.OCI_INDEX, outer));
        assertEquals(digest(intel.manifest), pullFor("linux/amd64"));
    }

    @Test
    void refusesASingleImageForAnotherPlatform() {
        new TestImage("linux/arm64", MediaTypes.OCI_LAYER, List.of("arm")).serve(registry, "app", "latest");
        assertContains("there is: linux/arm64", fails(ErrorCode.UNSUPPORTED, "app:latest"));
    }

    @Test
    void refusesAnIndexWithinItself() {
        // It cannot name its own digest, but a chain of indexes can be long.
        byte[] index = TestImage.index();
        for (int i = 0; i < 6; i++) {
            registry.on("/v2/app/manifests/" + digest(index), answer(200, MediaTypes.OCI_INDEX, index));
            index = TestImage.index(TestImage.entry(MediaTypes.OCI_INDEX, digest(index), index.length, ""));
        }
        registry.on("/v2/app/manifests/latest", answer(200, MediaTypes.OCI_INDEX, index));
        assertContains("there is: none", fails(ErrorCode.UNSUPPORTED, "app:latest"));
        assertTrue(registry.seen.size() < 7);
    }

    private io.atoll.api.image.Digest pullFor(String platform) {
        return client.pull(request("app:latest", platform, null), PullListener.NONE)
                .descriptor()
                .digest();
    }

    private static PullListener recorder(List<String> events) {
        return new PullListener() {
            @Override
            public void alreadyPresent() {
                events.add("present");
            }

            @Override
            public void manifest(Descriptor descriptor, Manifest manifest) {
                events.add("manifest " + manifest.layers().size());
            }

            @Override
            public void layer(int number, Descriptor layer, boolean cached) {
                events.add(number + (cached ? " cached" : ""));
            }

            @Override
            public void complete(Descriptor layer) {
                events.add("complete " + layer.digest());
            }
        };
    }
}
