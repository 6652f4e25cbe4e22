package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.transfer.ImageSet;
import io.atoll.json.OciJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PushTest extends PushFixture {
    @Test
    @DisplayName("W15: what is pushed has the digests and the media types it had")
    void blobsFirstThenTheName() {
        push(image, "app:1");
        assertPushed(image, "app", "1");
        assertEquals(
                MediaTypes.OCI_MANIFEST,
                Objects.requireNonNull(registry.manifests.get("app/1")).type());
        assertTrue(registry.seen.getLast().is("PUT", "/v2/app/manifests/1"), registry.seen::toString);
        assertEquals(image.blobs.size(), told.complete.size());
        assertEquals(List.of(), told.there);
        image.blobs.forEach((digest, bytes) -> assertEquals(bytes.length, told.copied.get(digest)));
        // S1.37
        String base = "http://" + registry.name() + "/v2/app/";
        assertEquals(
                List.of(
                        base + "blobs/" + TestImage.digest(image.config),
                        base + "manifests/" + TestImage.digest(image.manifest)),
                told.places);
    }

    @Test
    @DisplayName("W38: what the registry has is not uploaded again")
    void existingBlobs() {
        push(image, "app:1");
        push(image, "app:2");
        assertEquals(image.blobs.size(), registry.count("POST", "/uploads/"));
        assertEquals(image.blobs.size(), told.there.size());
        assertPushed(image, "app", "2");
    }

    @Test
    @DisplayName("W38: a blob of another repository of the registry is mounted")
    void mounts() {
        push(image, "first:1");
        nameInStore("first");
        push(image, "second:1");
        assertPushed(image, "second", "1");
        assertEquals(image.blobs.size(), registry.sessions.get());
        assertEquals(
                image.blobs.size(),
                registry.seen.stream()
                        .filter(one -> one.query().endsWith("&from=first"))
                        .count());
    }

    private void nameInStore(String repository) {
        image.blobs.forEach(store.blobs::put);
        Digest digest = TestImage.digest(image.manifest);
        store.blobs.put(digest, image.manifest);
        var unused = store.tag(
                Reference.parse(registry.name() + "/" + repository + ":1"),
                new Descriptor(MediaTypes.OCI_MANIFEST, digest, image.manifest.length));
    }

    @Test
    @DisplayName("W38: a mount that the registry does not do becomes an upload, in the session it opened")
    void mountsNotDone() {
        nameInStore("elsewhere");
        registry.mounts = false;
        push(image, "app:1");
        assertPushed(image, "app", "1");
        assertEquals(image.blobs.size(), registry.sessions.get());

        for (int status : List.of(400, 403, 404, 405)) {
            registry.fault = exchange -> {
                boolean mount = exchange.getRequestURI().toString().contains("mount=");
                if (mount) {
                    PushRegistry.status(exchange, status);
                }
                return mount;
            };
            push(image, "app%d:1".formatted(status));
            assertPushed(image, "app" + status, "1");
        }
    }

    @Test
    void copiesWithinARegistryByMounting() {
        push(image, "first:1");
        client.target(registry.name() + "/second:1", context(null))
                .write(set(image), client.source(registry.name() + "/first:1", context(null)), told);
        assertPushed(image, "second", "1");
        assertEquals(image.blobs.size(), registry.sessions.get());
        assertEquals(0, registry.count("GET", "/v2/first/blobs/"));
    }

    @Test
    void aRegistryWithoutExistenceChecks() {
        for (int status : List.of(404, 405, 501)) {
            registry.fault = exchange -> {
                boolean head = exchange.getRequestMethod().equals("HEAD");
                if (head) {
                    PushRegistry.status(exchange, status);
                }
                return head;
            };
            push(image, "app%d:1".formatted(status));
            assertPushed(image, "app" + status, "1");
        }
    }

    @Test
    void indexesAfterTheirManifests() {
        TestImage other = new TestImage("linux/arm64", MediaTypes.OCI_LAYER_GZIP, List.of("arm", "two"));
        byte[] index = TestImage.index(image.entry("linux/amd64"), other.entry("linux/arm64"));
        Descriptor root = new Descriptor(MediaTypes.OCI_INDEX, TestImage.digest(index), index.length);
        Map<Digest, byte[]> blobs = new LinkedHashMap<>(image.blobs);
        blobs.putAll(other.blobs);
        List<ImageSet.Document> documents = new ArrayList<>(set(image).documents());
        documents.addAll(set(other).documents());
        documents.add(new ImageSet.Document(root, index));
        List<ImageSet.Blob> all = new ArrayList<>(set(image).blobs());
        set(other).blobs().stream().filter(blob -> !all.contains(blob)).forEach(all::add);
        ImageSet set = new ImageSet(List.of(new ImageSet.Named(root, null)), documents, all);

        push(set, new MemorySource(blobs), "app:1", null);
        assertPushed(image, "app", TestImage.digest(image.manifest).toString());
        assertPushed(other, "app", TestImage.digest(other.manifest).toString());
        assertArrayEquals(
                index, Objects.requireNonNull(registry.manifests.get("app/1")).bytes());
        assertTrue(registry.seen.getLast().is("PUT", "/manifests/1"));
    }

    @Test
    void theListOfReferrersOfARegistryThatKeepsNone() {
        Digest subject = Digest.sha256("ab".repeat(32));
        String tag = "app/sha256-" + subject.hex();
        push(about(subject, "first"), new MemorySource(image.blobs), "app:a", null);
        push(about(subject, "second"), new MemorySource(image.blobs), "app:b", null);
        push(about(subject, "second"), new MemorySource(image.blobs), "app:c", null);
        var entries = OciJson.index(
                        Objects.requireNonNull(registry.manifests.get(tag)).bytes(), "list")
                .manifests();
        assertEquals(2, entries.size());
        assertEquals("application/x-signature", entries.get(1).artifactType());
        assertEquals(Map.of("note", "second"), entries.get(1).annotations());
        assertEquals(
                about(subject, "second").images().getFirst().descriptor().digest(),
                entries.get(1).digest());

        registry.manifests.remove(tag);
        registry.subjects = true;
        push(about(subject, "third"), new MemorySource(image.blobs), "app:d", null);
        assertTrue(!registry.manifests.containsKey(tag));
    }

    private ImageSet about(Digest subject, String note) {
        byte[] manifest = new String(image.manifest, StandardCharsets.UTF_8)
                .replaceFirst(
                        "\\{",
                        "{\"artifactType\":\"application/x-signature\",\"annotations\":{\"note\":\"%s\"},\"subject\":%s,"
                                .formatted(note, TestImage.entry(MediaTypes.OCI_MANIFEST, subject, 5, "")))
                .getBytes(StandardCharsets.UTF_8);
        Descriptor root = new Descriptor(MediaTypes.OCI_MANIFEST, TestImage.digest(manifest), manifest.length);
        return new ImageSet(
                List.of(new ImageSet.Named(root, null)),
                List.of(new ImageSet.Document(root, manifest)),
                set(image).blobs());
    }

    @Test
    void oneNameForOneImage() {
        ImageSet one = set(image);
        ImageSet two =
                new ImageSet(List.of(one.images().getFirst(), one.images().getFirst()), one.documents(), one.blobs());
        AtollException e = Assertions.assertThrows(
                AtollException.class, () -> push(two, new MemorySource(image.blobs), "app:1", null));
        assertEquals(ErrorCode.INVALID, e.code());
        fails(ErrorCode.INVALID, image, "app:1@sha256:" + "a".repeat(64));
        assertEquals(0, registry.count("HEAD", "/"));
        push(image, "app@" + TestImage.digest(image.manifest));
        assertPushed(image, "app", TestImage.digest(image.manifest).toString());
    }
}
