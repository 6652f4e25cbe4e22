package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.registry.Credentials;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.api.transfer.TransferListener;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A registry to push to, and a client with short limits. */
abstract class PushFixture {
    final FakeStore store = new FakeStore();
    final PushRegistry registry = started();
    final RegistryComponent client = new RegistryComponent(store, settings());
    final TestImage image = TestImage.simple();
    final Told told = new Told();

    Settings settings() {
        return PullFixture.QUICK;
    }

    private static PushRegistry started() {
        try {
            return new PushRegistry();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    void push(TestImage which, String rest) {
        push(set(which), new MemorySource(which.blobs), rest, null);
    }

    void push(ImageSet set, ImageSource source, String rest, @Nullable Credentials credentials) {
        client.target(registry.name() + "/" + rest, context(credentials)).write(set, source, told);
    }

    static ImageTransport.Context context(@Nullable Credentials credentials) {
        return new ImageTransport.Context(
                Path.of("/"), "docker.io/library", new RegistryAccess(credentials, false, Map.of()));
    }

    String fails(ErrorCode code, TestImage which, String rest) {
        AtollException e = assertThrows(AtollException.class, () -> push(which, rest));
        assertEquals(code, e.code(), e::getMessage);
        assertFalse(registry.manifests.containsKey(rest.replace(':', '/')), "nothing is named");
        return String.valueOf(e.getMessage());
    }

    void assertPushed(TestImage which, String repository, String tag) {
        which.blobs.forEach((digest, bytes) -> assertArrayEquals(bytes, registry.blobs.get(repository + "/" + digest)));
        PushRegistry.Manifest manifest = registry.manifests.get(repository + "/" + tag);
        assertArrayEquals(which.manifest, manifest == null ? null : manifest.bytes());
    }

    /** One image of one large layer. */
    static TestImage large(int size) {
        byte[] bytes = new byte[size];
        new java.util.Random(size).nextBytes(bytes);
        for (int i = 0; i < size; i++) {
            bytes[i] &= 0x7f; // one byte each as text, too
        }
        return new TestImage(
                "linux/amd64",
                MediaTypes.OCI_LAYER,
                List.of(new String(bytes, java.nio.charset.StandardCharsets.US_ASCII)));
    }

    static ImageSet set(TestImage image) {
        Descriptor root =
                new Descriptor(MediaTypes.OCI_MANIFEST, TestImage.digest(image.manifest), image.manifest.length);
        List<ImageSet.Blob> blobs = new ArrayList<>();
        image.blobs.forEach((digest, bytes) -> {
            boolean config = digest.equals(TestImage.digest(image.config));
            blobs.add(new ImageSet.Blob(
                    new Descriptor(config ? MediaTypes.OCI_CONFIG : MediaTypes.OCI_LAYER_GZIP, digest, bytes.length),
                    config ? ImageSet.Kind.CONFIG : ImageSet.Kind.LAYER));
        });
        return new ImageSet(
                List.of(new ImageSet.Named(root, null)), List.of(new ImageSet.Document(root, image.manifest)), blobs);
    }

    /** What was told, in any order. */
    static final class Told implements TransferListener {
        final List<Digest> there = new java.util.concurrent.CopyOnWriteArrayList<>();
        final List<Digest> complete = new java.util.concurrent.CopyOnWriteArrayList<>();
        final List<String> places = new java.util.concurrent.CopyOnWriteArrayList<>();
        final Map<Digest, Long> copied = new java.util.concurrent.ConcurrentHashMap<>();

        @Override
        public void blob(ImageSet.Blob blob, boolean present) {
            if (present) {
                there.add(blob.descriptor().digest());
            }
        }

        @Override
        public void copied(Descriptor blob, long count) {
            copied.put(blob.digest(), count);
        }

        @Override
        public void complete(Descriptor blob) {
            complete.add(blob.digest());
        }

        @Override
        public void document(Descriptor document, String place) {
            places.add(place);
        }
    }
}
