package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Terminal;
import io.atoll.cli.internal.output.Columns;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code image ls}: which images, and how they look. */
class ImageListTest extends CommandLineTest {
    private static ImageConfig config(String created, Map<String, String> labels) {
        return ImageConfig.builder(new Platform("linux", "amd64", null))
                .created(created)
                .labels(labels)
                .build();
    }

    private void three() {
        services.images.put(
                "docker.io/library/alpine:3.21", "a1", config("2026-01-01T00:00:00Z", Map.of("stage", "test")));
        services.images.put(
                "docker.io/library/alpine:edge",
                "b2",
                config("2026-03-01T00:00:00Z", Map.of("stage", "live")),
                MediaTypes.OCI_LAYER);
        services.images.put("r.example/team/app:1", "c3", config("2026-02-01T00:00:00Z", Map.of()));
    }

    @Test
    void operand() {
        three();
        prints("docker.io/library/alpine:3.21\ndocker.io/library/alpine:edge\n", "images", "-q", "alpine");
        prints("docker.io/library/alpine:edge\n", "images", "-q", "alpine:edge");
        prints("docker.io/library/alpine:edge\n", "images", "-q", "library/alpine:e*");
        prints("r.example/team/app:1\n", "image", "list", "-q", "r.example/*/app");
        prints("", "images", "-q", "app");
        prints("", "images", "-q", "r.example/*");
        fails(125, "invalid pattern", "images", "x".repeat(2000));
    }

    @Test
    void filters() {
        three();
        prints("docker.io/library/alpine:3.21\n", "images", "-qf", "reference=alpine:3*");
        prints("docker.io/library/alpine:3.21\n", "images", "-q", "--filter", "label=stage=test");
        prints("r.example/team/app:1\n", "images", "-q", "--filter", "label!=stage");
        prints("docker.io/library/alpine:3.21\n", "images", "-q", "--filter", "before=r.example/team/app:1");
        prints("docker.io/library/alpine:edge\n", "images", "-q", "--filter", "since=r.example/team/app:1");
        prints("docker.io/library/alpine:3.21\nr.example/team/app:1\n", "images", "-q", "--filter", "until=2026-02-15");
        prints("", "images", "-q", "--filter", "label=stage=test", "--filter", "label=stage=live");
        prints("", "images", "-q", "--filter", "dangling=true");
        run("untag", "r.example/team/app:1");
        prints(
                "r.example/team/app@%s\n".formatted(FakeImages.digest("c3")),
                "images",
                "-q",
                "--filter",
                "dangling=true");
        fails(125, "unknown filter 'size=3'", "images", "--filter", "size=3");
        fails(125, "unknown filter 'dangling'", "images", "--filter", "dangling");
        fails(125, "invalid filter 'dangling=maybe'", "images", "--filter", "dangling=maybe");
        fails(125, "image 'nope' not found locally", "images", "--filter", "before=nope");
    }

    @Test
    @DisplayName("an image without a name is shown as <none>, found by its id, and pushed only to where one says")
    void unnamed() {
        String digest = FakeImages.digest("d4").toString();
        services.images.put("unnamed@" + digest, "d4");
        prints("<none> <none>\n", "images", "--format", "{{.Repository}} {{.Tag}}");
        run("images");
        assertTrue(context.output().contains("\n<none> "), context.output());
        prints("unnamed@%s\n".formatted(digest), "images", "-q", "--filter", "dangling=true");
        fails(125, "it has no name; say where to", "push", digest);
        prints("Removed image: unnamed@%s\n".formatted(digest), "rmi", digest);
    }

    @Test
    @DisplayName("W39: sorted, with sizes and times")
    void order() {
        three();
        String names = "docker.io/library/alpine:edge\n";
        prints(names + "r.example/team/app:1\ndocker.io/library/alpine:3.21\n", "images", "-q", "--sort", "created");
        assertEquals(0, run("images", "-q", "--sort", "size"));
        assertTrue(context.output().startsWith(names), context.output());
        fails(125, "'--sort'", "images", "--sort", "beauty");
    }

    @Test
    @DisplayName("S1.25: what holds {{ or begins with 'table ' is a template; all else is still refused")
    void templates() {
        three();
        prints("a10000000000 3.21\nb20000000000 edge\nc30000000000 1\n", "images", "--format", "{{.ID}} {{.Tag}}");
        prints("""
                REPOSITORY                 TAG    IMAGE ID
                docker.io/library/alpine   3.21   a10000000000
                docker.io/library/alpine   edge   b20000000000
                r.example/team/app         1      c30000000000
                """, "images", "--format", "table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}");
        prints("live\n", "images", "--format", "{{.Labels.stage}}", "alpine:edge");
        assertEquals(0, run("images", "--format", "{{json .}}", "alpine:edge"));
        assertTrue(context.output().startsWith("{\"ID\":\"b20000000000\",\"Repository\":"), context.output());
        fails(125, "unknown format '.ID': expected 'table' or 'json'", "images", "--format", ".ID");
        fails(125, "there is no field '.Nmae'; there are .ID, .Repository", "images", "--format", "{{.Nmae}}");
        fails(125, "'{{' has no '}}'", "images", "--format", "{{.ID");
    }

    @Test
    void wholeDigests() {
        three();
        String whole = FakeImages.digest("a1").toString();
        run("images", "--digests", "alpine:3.21");
        assertTrue(context.output().contains(whole), context.output());
        run("images", "--no-trunc", "alpine:3.21");
        assertTrue(context.output().contains(whole), context.output());
        run("images", "-n", "alpine:3.21");
        assertTrue(context.output().startsWith("docker.io/library/alpine:3.21 "), context.output());
        run("images", "-a", "--noheading");
        assertEquals(3, context.output().lines().count());
    }

    @Test
    @DisplayName("W39: a long reference does not break the table on a terminal; a pipe gets all of it")
    void longReferences() {
        String reference = "r.example/" + "long/".repeat(30) + "app:1";
        services.images.put(reference, "a1");
        run("images");
        assertTrue(context.output().contains(reference));
        for (int columns : List.of(100, 140, 200)) {
            context.terminal = new Terminal(true, true, true, new TerminalSize(24, columns));
            run("images");
            context.output().lines().forEach(line -> assertTrue(Columns.width(line) <= columns, line));
            assertTrue(context.output().contains("…"));
            run("images", "--no-trunc");
            assertTrue(context.output().contains(reference));
        }
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        assertEquals(4, Columns.width("日本"));
        assertEquals(1, Columns.width("e\u0301"));
        assertEquals(2, Columns.width("🐳"));
        assertEquals("日…", Columns.cut("日本", 3));
        assertEquals("ab…", Columns.cut("abcd", 3));
        three();
        services.images.put("l:1", "d4", config("", Map.of("name", "日本")));
        services.images.put("m:1", "d5", config("", Map.of("name", "ab")));
        prints("""
                NAME   REPOSITORY
                日本   l
                ab     m
                """, "images", "--filter", "label=name", "--format", "table {{.Labels.name}}\\t{{.Repository}}");
    }

    @Test
    void whatATerminalWouldObeyIsNotSentToIt() {
        services.images.put("l:1", "d4", config("", Map.of("name", "\u001b[2Jx")));
        prints("\u001b[2Jx\n", "images", "--format", "{{.Labels.name}}");
        context.terminal = new Terminal(true, true, true, TerminalSize.DEFAULT);
        prints("?[2Jx\n", "images", "--format", "{{.Labels.name}}");
    }

    @Test
    void anImageWithAProblemIsShown() {
        services.images.all.add(StoredImage.broken(
                Reference.parse("bad:1"),
                new Descriptor(MediaTypes.OCI_MANIFEST, FakeImages.digest("e5"), 300),
                "its manifest is gone"));
        assertEquals(0, run("images"));
        assertTrue(context.output().contains("bad:1"), context.output());
        assertTrue(context.output().contains(" broken "), context.output());
        assertEquals("atoll: the image 'bad:1' is broken: its manifest is gone\n", context.errors());
        run("images", "--json");
        assertTrue(context.output().contains("\"problem\": \"its manifest is gone\""));
        run("images", "--format", "{{.Type}} {{.Problem}}");
        assertEquals("broken its manifest is gone\n", context.output());
    }

    @Test
    void tenThousandImages() {
        for (int i = 0; i < 10_000; i++) {
            services.images.put("r.example/app:" + i, Integer.toHexString(i), config("2026-01-01T00:00:00Z", Map.of()));
        }
        assertEquals(0, run("images", "--filter", "since=r.example/app:1", "--filter", "reference=r.example/*"));
        assertEquals(1, context.output().lines().count());
        assertEquals(0, run("images", "--format", "table {{.Repository}}\\t{{.Tag}}\\t{{.Size}}"));
        assertEquals(10_001, context.output().lines().count());
        assertFalse(context.output().contains("broken"));
    }
}
