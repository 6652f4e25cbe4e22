package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Index;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.Credentials;
import io.atoll.api.store.StoredImage;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code image index}: W37, W45 ("manifest lists only rejected"). */
class IndexCommandsTest extends CommandLineTest {
    private static final Platform ARM64 = new Platform("linux", "arm64", null);
    private static final Platform V7 = new Platform("linux", "arm", "v7");

    @BeforeEach
    void images() {
        services.images.put("app:mine", "a1");
        services.images.put(ARM64, "app:arm64", "b2");
        services.images.put(V7, "app:v7", "c3");
    }

    private StoredImage stored() {
        return services.images.all.stream()
                .filter(image -> image.reference().equals(Reference.parse("app:1")))
                .findFirst()
                .orElseThrow();
    }

    private Index index() {
        return OciJson.index(services.images.readBlob(stored().root()), "index");
    }

    private List<String> platforms() {
        return index().manifests().stream()
                .map(Descriptor::platform)
                .map(String::valueOf)
                .toList();
    }

    private void make(String... arguments) {
        assertEquals(0, run(arguments), context.errors());
        assertEquals("", context.errors());
        assertEquals(stored().root().digest() + "\n", context.output());
        assertTrue(services.images.leased.isEmpty());
    }

    private void create() {
        make("image", "index", "create", "app:1", "app:mine", "app:arm64", "app:v7");
    }

    @Test
    @DisplayName(
            "makes an OCI index in canonical JSON, in the order of the images, platforms as their configurations say")
    void creates() {
        create();
        assertEquals(MediaTypes.OCI_INDEX, index().mediaType());
        assertEquals(List.of(Platform.host().toString(), "linux/arm64", "linux/arm/v7"), platforms());
        assertEquals(FakeImages.digest("b2"), index().manifests().get(1).digest());
        byte[] bytes = services.images.readBlob(stored().root());
        assertEquals(stored().root().digest(), FakeImages.sha256(bytes));
        assertEquals(
                new String(Json.canonical(Json.parse(bytes, "index")), java.nio.charset.StandardCharsets.UTF_8),
                new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void createsAnEmptyOneAndAddsToIt() {
        make("manifest", "create", "--annotation", "a=b", "app:1");
        assertEquals(List.of(), platforms());
        make("manifest", "add", "app:1", "app:v7");
        assertEquals(List.of("linux/arm/v7"), platforms());
        assertEquals(Map.of("a", "b"), index().annotations());
    }

    @Test
    void replacesNothingUnasked() {
        create();
        fails(125, "there is an image 'app:1' already", "image", "index", "create", "app:1", "app:mine");
        fails(125, "there is an image 'app:mine' already", "image", "index", "create", "app:mine");
        make("image", "index", "create", "--amend", "app:1", "app:v7");
        assertEquals(3, index().manifests().size());
        fails(125, "a single image, not an index", "image", "index", "create", "--amend", "app:mine", "app:v7");
        fails(125, "a single image, not an index", "image", "index", "add", "app:mine", "app:v7");
        fails(125, "not found locally", "image", "index", "add", "app:2", "app:v7");
        fails(125, "'app:none' not found locally", "image", "index", "add", "app:1", "app:none");
        assertEquals(3, index().manifests().size());
    }

    @Test
    @DisplayName("an image for a platform that is there takes its place, and that of its attestations")
    void replacesThePlatform() {
        create();
        Descriptor attestation = new Descriptor(
                MediaTypes.OCI_MANIFEST,
                FakeImages.digest("dd"),
                10,
                new Platform("unknown", "unknown", null),
                Map.of("vnd.docker.reference.digest", FakeImages.digest("b2").toString()));
        put(new Index(MediaTypes.OCI_INDEX, with(attestation), Map.of()));
        services.images.put(ARM64, "app:new", "e5");
        make("image", "index", "add", "app:1", "app:new");
        assertEquals(List.of(Platform.host().toString(), "linux/arm64", "linux/arm/v7"), platforms());
        assertEquals(FakeImages.digest("e5"), index().manifests().get(1).digest());
    }

    private List<Descriptor> with(Descriptor more) {
        List<Descriptor> entries = new ArrayList<>(index().manifests());
        entries.add(more);
        return entries;
    }

    private void put(Index index) {
        byte[] bytes = OciJson.toJson(index);
        Descriptor root = new Descriptor(index.mediaType(), FakeImages.sha256(bytes), bytes.length);
        services.images.blobs.put(root.digest(), bytes);
        services.images.tag(Reference.parse("app:1"), root);
    }

    @Test
    void saysOfAnEntryWhatItIsTold() {
        create();
        make("image", "index", "add", "app:1", "--os", "linux", "--arch", "riscv64", "--annotation", "x=y", "app:mine");
        Descriptor entry = index().manifests().getLast();
        assertEquals(new Platform("linux", "riscv64", null), entry.platform());
        assertEquals(Map.of("x", "y"), entry.annotations());
        make("image", "index", "annotate", "app:1", "linux/riscv64", "--os-version", "6", "--annotation", "z=");
        entry = index().manifests().getLast();
        assertEquals(new Platform("linux", "riscv64", null, "6", List.of()), entry.platform());
        assertEquals(Map.of("x", "y", "z", ""), entry.annotations());
        make("image", "index", "annotate", "app:1", "--annotation", "of=all");
        assertEquals(Map.of("of", "all"), index().annotations());
        fails(125, "invalid annotation 'x'", "image", "index", "annotate", "app:1", "--annotation", "x");
        fails(125, "nothing to change", "image", "index", "annotate", "app:1");
        fails(125, "say which entry", "image", "index", "annotate", "app:1", "--arch", "arm");
    }

    @Test
    void takesEverythingOfAnotherIndex() {
        create();
        assertEquals(0, run("image", "index", "create", "other:1"), context.errors());
        assertEquals(0, run("image", "index", "add", "other:1", "--all", "app:1"), context.errors());
        fails(125, "leave out --platform", "image", "index", "add", "other:1", "--all", "--platform", "a/b", "app:1");
        StoredImage other = services.images.all.getLast();
        assertEquals("other:1", other.reference().toString());
        assertEquals(stored().root().digest(), other.root().digest(), "the same entries make the same index");
    }

    @Test
    void removesEntries() {
        create();
        make(
                "image",
                "index",
                "rm",
                "app:1",
                "linux/arm64/v8",
                FakeImages.digest("c3").hex().substring(0, 12));
        assertEquals(List.of(Platform.host().toString()), platforms());
        fails(
                125,
                "the index has no entry 'linux/arm64'; it has: linux/",
                "image",
                "index",
                "rm",
                "app:1",
                "linux/arm64");
        fails(125, "invalid entry 'arm64'", "image", "index", "rm", "app:1", "arm64");
        fails(125, "expected OS/ARCH[/VARIANT]", "image", "index", "rm", "app:1", "linux/");
        assertEquals(1, index().manifests().size());
    }

    @Test
    void inspects() {
        create();
        assertEquals(0, run("manifest", "inspect", "app:1"));
        assertEquals(
                3,
                Json.parse(context.output().getBytes(java.nio.charset.StandardCharsets.UTF_8), "output")
                        .get("manifests")
                        .size());
        assertEquals(0, run("image", "index", "inspect", "--raw", "app:1"));
        assertEquals(
                stored().root().digest(),
                FakeImages.sha256(context.output().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertEquals(0, run("image", "index", "inspect", "--format", "table", "app:1"));
        assertTrue(context.output().startsWith("PLATFORM "), context.output());
        assertTrue(context.output().contains("linux/arm/v7 "), context.output());
    }

    @Test
    void pushesEverything() {
        create();
        assertEquals(
                0, run("image", "index", "push", "app:1", "example.com/team/app:2", "-u", "me", "--password", "it"));
        assertEquals(List.of("atoll:app:1 to docker://example.com/team/app:2 for all"), services.transfers.copies);
        assertEquals(0, services.transfers.open());
        assertEquals(
                new Credentials("me", "it"),
                services.transfers.contexts.getLast().access().credentials());
        assertTrue(context.output()
                .endsWith("Done: example.com/team/app:2@%s\n"
                        .formatted(stored().root().digest())));
        assertEquals(0, run("image", "index", "push", "app:1"));
        assertEquals("atoll:app:1 to docker://docker.io/library/app:1 for all", services.transfers.copies.getLast());
        assertEquals(0, run("image", "index", "push", "app:1", "oci:/tmp/layout:1"));
        assertEquals("atoll:app:1 to oci:/tmp/layout:1 for all", services.transfers.copies.getLast());
        fails(125, "a single image, not an index", "image", "index", "push", "app:mine");
    }

    @Test
    void groupsOfCommandsNest() {
        assertEquals(0, run("image", "index"));
        assertTrue(context.output().startsWith("Usage: atoll image index COMMAND"), context.output());
        assertTrue(context.output().contains("image index create, manifest create"));
        assertEquals(0, run("help", "image", "index", "rm"));
        assertTrue(context.output().contains("Usage: atoll image index rm"), context.output());
        fails(
                125,
                "unknown command 'image index crate'\nDid you mean 'atoll image index create'?",
                "image",
                "index",
                "crate");
        fails(125, "See 'atoll image index --help'.\n", "image", "index", "frobnicate");
    }
}
