package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.StoredImage;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** W37: what is no image, through a real registry, a real store, and with skopeo on the other side. */
@Timeout(300)
final class ArtifactRegistryTest extends CopyFixture {
    @RegisterExtension
    static final RealRegistry REAL = new RealRegistry("", registry -> {});

    private static final String EMPTY = "application/vnd.oci.empty.v1+json";

    private static String there(String rest) {
        return REAL.its().name() + "/" + rest;
    }

    /** The document as skopeo gets it. */
    private static byte[] raw(String rest) throws IOException, InterruptedException {
        return REAL.its().raw(rest);
    }

    @Test
    @DisplayName("W37: artifacts as others push them are pulled, named, pushed and copied, byte by byte")
    void artifacts() throws IOException, InterruptedException {
        HandmadeLayout layout = new HandmadeLayout(temporary.resolve("made"));
        // As ORAS and Helm make them, one without content, and one of an empty file.
        layout.name(
                "oras",
                layout.manifest(
                        "\"artifactType\":\"text/x-notes\",\"annotations\":{\"n\":\"1\"},",
                        layout.blob(EMPTY, "{}"),
                        layout.blob(
                                "text/plain",
                                "notes".getBytes(StandardCharsets.UTF_8),
                                ",\"annotations\":{\"org.opencontainers.image.title\":\"n.txt\"}")));
        layout.name(
                "chart",
                layout.manifest(
                        "",
                        layout.blob("application/vnd.cncf.helm.config.v1+json", "{\"name\":\"chart\",\"os\":7}"),
                        layout.blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", "no archive at all")));
        layout.name(
                "bare",
                layout.manifest(
                        "\"artifactType\":\"text/x-bare\",", layout.blob(EMPTY, "{}"), layout.blob(EMPTY, "{}")));
        layout.name("hollow", layout.manifest("", layout.blob(EMPTY, "{}"), layout.blob("text/x-empty", "")));
        for (String name : List.of("oras", "chart", "bare", "hollow")) {
            REAL.its().pushNamed(layout.directory(), name, name + "/theirs:1", "--preserve-digests");
            StoredImage pulled = pull(there(name + "/theirs:1"), Platform.host());
            assertArrayEquals(raw(name + "/theirs:1"), store().readBlob(pulled.root()), name);
            assertTrue(pulled.config().diffIds().isEmpty());

            var unused = store().tag(Reference.parse("here/" + name + ":2"), pulled.root());
            copy("here/" + name + ":2", "docker://" + there(name + "/ours:2"));
            assertArrayEquals(raw(name + "/theirs:1"), raw(name + "/ours:2"), name);
            Path back = temporary.resolve("back-" + name);
            REAL.its().pull(name + "/ours:2", back);
            for (Descriptor layer : pulled.manifest().layers()) {
                assertArrayEquals(
                        store().readBlob(layer),
                        Files.readAllBytes(back.resolve("blobs/sha256")
                                .resolve(layer.digest().hex())));
            }
            // Past the store, and from a layout.
            copy("docker://" + there(name + "/theirs:1"), "docker://" + there(name + "/copied:3"));
            assertArrayEquals(raw(name + "/theirs:1"), raw(name + "/copied:3"), name);
            copy("oci:" + layout.directory() + ":" + name, "docker://" + there(name + "/layout:4"));
            assertArrayEquals(raw(name + "/theirs:1"), raw(name + "/layout:4"), name);
        }
        assertTrue(store().check().isClean(), () -> store().check().findings().toString());
    }

    @Test
    @DisplayName("W37: what refers to an image is listed for it, under a tag where the registry keeps no list")
    void referrers() throws IOException {
        HandmadeLayout layout = new HandmadeLayout(temporary.resolve("made"));
        String image = layout.manifest(
                "",
                layout.blob(
                        MediaTypes.OCI_CONFIG,
                        "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"));
        layout.name("app", image);
        for (String type : List.of("text/x-signature", "text/x-bill")) {
            layout.name(
                    type.substring("text/x-".length()),
                    layout.manifest(
                            "\"artifactType\":\"%s\",\"subject\":%s,".formatted(type, image),
                            layout.blob(EMPTY, "{}"),
                            layout.blob(type, type)));
        }
        for (String name : List.of("app", "signature", "bill", "bill")) {
            copy("oci:" + layout.directory() + ":" + name, "docker://" + there("referred:" + name));
        }
        Digest subject = OciJson.descriptor(Json.parse(image.getBytes(StandardCharsets.UTF_8), "it"), "it")
                .digest();
        Reference name = Reference.parse(there("referred@" + subject));
        List<Descriptor> all = client().referrers(name, RegistryAccess.ANONYMOUS, null);
        assertEquals(
                List.of("text/x-signature", "text/x-bill"),
                all.stream().map(Descriptor::artifactType).toList());
        List<Descriptor> bills = client().referrers(name, RegistryAccess.ANONYMOUS, "text/x-bill");
        assertEquals(1, bills.size());
        StoredImage bill = pull(there("referred@" + bills.getFirst().digest()), Platform.host());
        assertEquals(subject, Objects.requireNonNull(bill.manifest().subject()).digest());
    }

    @Test
    @DisplayName("W37: an index in an index, with an artifact beside the images: all of it, there and back")
    void nestedIndexes() throws IOException, InterruptedException {
        Path made = REAL.its().layout("nested-base", List.of("echo hello > hello"));
        REAL.its().push(made, "nested/base:1");
        copy("docker://" + there("nested/base:1"), "oci:" + temporary.resolve("made") + ":base");
        HandmadeLayout layout = new HandmadeLayout(temporary.resolve("made"));
        Descriptor base = OciJson.index(Files.readAllBytes(layout.directory().resolve("index.json")), "index")
                .manifests()
                .getFirst();
        Platform here = Platform.host();
        String image = TestImage.entry(
                base.mediaType(),
                base.digest(),
                (int) base.size(),
                ",\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"}".formatted(here.os(), here.architecture()));
        String artifact =
                layout.manifest("\"artifactType\":\"text/x\",", layout.blob(EMPTY, "{}"), layout.blob("text/x", "x"));
        layout.name("nested", layout.index(layout.index(image, artifact), artifact));
        copy("oci:" + layout.directory() + ":nested", "docker://" + there("nested/app:1"));

        StoredImage all = pull(there("nested/app:1"), null);
        assertArrayEquals(raw("nested/app:1"), store().readBlob(all.root()));
        assertTrue(all.isIndex());
        copy(there("nested/app:1"), "docker://" + there("nested/again:1"));
        assertArrayEquals(raw("nested/app:1"), raw("nested/again:1"));
        // What runs here is found through both indexes, by others, too.
        StoredImage mine = pull(there("nested/again:1"), here);
        assertEquals(base.digest(), mine.descriptor().digest());
        assertFalse(store().layers(mine).isEmpty());
        assertEquals(base.digest().toString(), REAL.its().inspect("nested/again@" + base.digest(), "{{.Digest}}"));
        assertTrue(store().check().isClean(), () -> store().check().findings().toString());
    }
}
