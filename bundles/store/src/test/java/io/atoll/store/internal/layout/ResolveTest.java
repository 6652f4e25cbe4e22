package io.atoll.store.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.layout.ResolvedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** S4.15, with nested indexes, variants, and manifests that do not say what they run on. */
class ResolveTest extends LayoutTest {
    private Descriptor forPlatform(String os, String architecture, String variant) {
        Platform platform = new Platform(os, architecture, variant.isEmpty() ? null : variant);
        return manifest(platform, platform.toString()).withPlatform(platform);
    }

    private Digest resolved(String tag, Platform platform) {
        return layout.resolve(tag, platform).descriptor().digest();
    }

    @Test
    @DisplayName("S4.15 what is wrong is said")
    void messages() {
        assertFails(ErrorCode.NOT_FOUND, "index.json", () -> layout.resolve(null, AMD64));
        Descriptor x = image("x");
        assertFails(ErrorCode.NOT_FOUND, "tag 'y' not found in the image index", () -> layout.resolve("y", AMD64));
        assertFails(
                ErrorCode.NOT_FOUND,
                "no manifest found for platform linux/riscv64 in " + directory + "; available: linux/amd64",
                () -> layout.resolve("x", new Platform("linux", "riscv64", null)));
        layout.insert(layout.putBlob("application/x", bytes("x")), "blob", null);
        assertFails(ErrorCode.INVALID, "unexpected media type application/x", () -> layout.resolve("blob", AMD64));
        Descriptor[] many = new Descriptor[12];
        for (int i = 0; i < many.length; i++) {
            many[i] = forPlatform("linux", "cpu" + i, "");
        }
        layout.insert(index(many), "many", null);
        assertFails(
                ErrorCode.NOT_FOUND,
                "available: linux/cpu0, linux/cpu1, linux/cpu2, linux/cpu3, linux/cpu4, linux/cpu5, linux/cpu6, linux/cpu7, linux/cpu8, linux/cpu9, ...",
                () -> layout.resolve("many", AMD64));
        layout.insert(index(), "empty", null);
        assertFails(ErrorCode.NOT_FOUND, "available: (no platform info)", () -> layout.resolve("empty", AMD64));
        layout.tags().forEach(layout::untag);
        assertFails(ErrorCode.NOT_FOUND, "contains no manifests", () -> layout.resolve(null, AMD64));
        layout.insert(x, null, null);
        assertEquals(x.digest(), layout.resolve(null, AMD64).descriptor().digest());
    }

    @Test
    @DisplayName("W37 the best variant wins, wherever it is")
    void variants() {
        Descriptor v5 = forPlatform("linux", "arm", "v5");
        Descriptor v6 = forPlatform("linux", "arm", "v6");
        Descriptor v7 = forPlatform("linux", "arm", "v7");
        Descriptor plain64 = forPlatform("linux", "arm64", "");
        Descriptor amd64 = forPlatform("linux", "amd64", "");
        Descriptor v3 = forPlatform("linux", "amd64", "v3");
        layout.insert(index(v5, v6, v7, plain64, v3, amd64), "x", null);
        assertEquals(v7.digest(), resolved("x", new Platform("linux", "arm", "v7")));
        assertEquals(v6.digest(), resolved("x", new Platform("linux", "arm", "v6")));
        assertEquals(v7.digest(), resolved("x", new Platform("linux", "arm", "v8")));
        assertEquals(plain64.digest(), resolved("x", ARM64), "arm64 is arm64/v8");
        assertEquals(amd64.digest(), resolved("x", AMD64));
        assertEquals(v3.digest(), resolved("x", new Platform("linux", "amd64", "v4")));
        assertEquals(amd64.digest(), resolved("x", new Platform("linux", "amd64", "v2")));
    }

    @Test
    @DisplayName("S4.15 nested indexes are supported, to a depth")
    void nested() {
        Descriptor attestation = manifest(AMD64, "no image").withPlatform(new Platform("unknown", "unknown", null));
        Descriptor arm = forPlatform("linux", "arm64", "v8");
        Descriptor amd64 = forPlatform("linux", "amd64", "");
        Descriptor inner = index(attestation, amd64);
        Descriptor outer = index(arm, inner);
        layout.insert(outer, "x", null);
        ResolvedImage found = layout.resolve("x", AMD64);
        assertEquals(amd64, found.descriptor());
        assertEquals(inner, found.index());
        assertEquals(layout.find("x").orElseThrow(), layout.resolve("x", ARM64).index());
        Descriptor deep = inner;
        for (int i = 0; i < 6; i++) {
            deep = index(deep);
        }
        layout.insert(deep, "deep", null);
        assertFails(ErrorCode.CORRUPT, "nested", () -> layout.resolve("deep", AMD64));
        Descriptor wide = inner;
        for (int i = 0; i < 3; i++) {
            wide = index(wide, wide, wide, wide, wide, wide, wide, wide);
        }
        layout.insert(wide, "wide", null);
        assertEquals(amd64.digest(), resolved("wide", AMD64));
    }

    @Test
    @DisplayName("W43 a manifest without a platform runs where its configuration says")
    void withoutPlatform() {
        Descriptor arm = manifest(ARM64, "arm");
        Descriptor amd64 = manifest(AMD64, "amd");
        layout.insert(arm, null, null);
        layout.insert(amd64, "x", null);
        assertNull(layout.find("x").orElseThrow().platform());
        assertEquals(amd64.digest(), resolved("x", AMD64));
        assertEquals(arm.digest(), layout.resolve(null, ARM64).descriptor().digest());
        assertNull(layout.resolve(null, ARM64).index());
        layout.insert(index(arm, amd64), "both", null);
        assertEquals(amd64.digest(), resolved("both", AMD64));
        Descriptor empty = layout.putEmptyConfig();
        layout.insert(
                layout.putManifest(new Manifest(MediaTypes.OCI_MANIFEST, "a/b", empty, List.of(), null, Map.of())),
                "artifact",
                null);
        assertFails(ErrorCode.NOT_FOUND, "no manifest found", () -> layout.resolve("artifact", AMD64));
        Descriptor silent =
                layout.putConfig(ImageConfig.builder(new Platform("", "", null)).build());
        layout.insert(layout.putManifest(new Manifest(MediaTypes.OCI_MANIFEST, silent, List.of())), "silent", null);
        assertEquals(silent, layout.resolve("silent", AMD64).manifest().config());
    }

    @Test
    void whatIsDamagedDoesNotHideTheRest() throws IOException {
        Descriptor arm = forPlatform("linux", "arm64", "v8");
        Descriptor amd64 = forPlatform("linux", "amd64", "");
        Descriptor broken = index(arm);
        Files.writeString(blob(broken), "x".repeat((int) broken.size()));
        layout.insert(index(broken, amd64), "x", null);
        assertEquals(amd64.digest(), resolved("x", AMD64));
        assertFails(ErrorCode.CORRUPT, broken.digest().hex(), () -> layout.resolve("x", ARM64));
        Files.delete(blob(amd64));
        layout.untag("x");
        layout.insert(index(arm, amd64), "x", null);
        assertFails(ErrorCode.NOT_FOUND, amd64.digest().hex(), () -> layout.resolve("x", AMD64));
    }
}
