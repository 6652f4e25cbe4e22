package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.layout.CheckReport.Finding;
import io.atoll.api.layout.CheckReport.Kind;
import io.atoll.api.runtime.Container.Status;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.api.store.Keeper;
import io.atoll.api.store.StoredItem;
import io.atoll.cli.Terminal;
import io.atoll.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SystemCommandsTest extends CommandLineTest {
    private static final String EMPTY_DF = """
            TYPE         TOTAL   ACTIVE   SIZE     RECLAIMABLE
            Images       0       0        0B       0B (0%)
            Containers   0       0        10.0kB   0B (0%)
            Engine       -       -        0B       0B (0%)
            """;

    private void item(StoredItem.Kind kind, @Nullable String digest, String path, long bytes, Keeper... keepers) {
        services.images.items.add(new StoredItem(
                kind,
                Path.of("/root-folder", path),
                digest == null ? null : FakeImages.digest(digest),
                bytes,
                List.of(keepers)));
    }

    private static Keeper image(String name) {
        return new Keeper(Keeper.Type.IMAGE, name);
    }

    private void fill() {
        services.images.put("one:1", "11");
        services.images.put("two:2", "22");
        item(StoredItem.Kind.BLOB, "ba", "images/blobs/sha256/ba", 8000, image("one:1"), image("two:2"));
        item(
                StoredItem.Kind.LAYER,
                "1a",
                "layers/1a",
                4000,
                image("one:1"),
                new Keeper(Keeper.Type.LEASE, "container/x"));
        item(StoredItem.Kind.LAYER, "1b", "layers/1b", 2000, image("two:2"));
        item(StoredItem.Kind.BLOB, "ff", "images/blobs/sha256/ff", 500);
        item(StoredItem.Kind.TEMPORARY, null, "tmp/dead", 300);
        item(StoredItem.Kind.METADATA, null, "images/index.json", 200, Keeper.STORE);
        item(StoredItem.Kind.FOREIGN, null, "images/README", 100, Keeper.STORE);
    }

    private JsonNode json() {
        return Json.parse(context.output().getBytes(StandardCharsets.UTF_8), "output");
    }

    @Test
    void df() {
        prints(EMPTY_DF, "system", "df");
        fill();
        services.containers.put("c", Status.EXITED);
        prints("""
                TYPE         TOTAL   ACTIVE   SIZE     RECLAIMABLE
                Images       2       0        14.5kB   10.5kB (72%)
                Containers   1       0        10.0kB   4.00kB (40%)
                Engine       -       -        600B     300B (50%)
                """, "system", "df");
        fails(125, "unknown format 'xml'", "system", "df", "--format", "xml");
    }

    @Test
    void dfVerbose() {
        fill();
        prints("""
                Images:
                REFERENCE   SIZE     SHARED   UNIQUE   CONTAINERS
                one:1       12.0kB   12.0kB   0B       0
                two:2       10.0kB   8.00kB   2.00kB   0

                Everything, largest first:
                KIND        NAME                SIZE     KEPT BY
                blob        ba0000000000        8.00kB   one:1, two:2
                layer       1a0000000000        4.00kB   one:1, lease of container/x
                layer       1b0000000000        2.00kB   two:2
                blob        ff0000000000        500B     unused
                temporary   tmp/dead            300B     unused
                metadata    images/index.json   200B     the store
                foreign     images/README       100B     nothing of Atoll's: never touched

                Sum:
                TYPE         TOTAL   ACTIVE   SIZE     RECLAIMABLE
                Images       2       0        14.5kB   10.5kB (72%)
                Containers   0       0        10.0kB   0B (0%)
                Engine       -       -        600B     300B (50%)
                """, "system", "df", "-v");
    }

    @Test
    void dfAsJson() throws IOException {
        assertEquals(0, run("system", "df", "--format", "json"));
        var empty = json();
        assertEquals("Images", empty.path("types").path(0).path("type").asText());
        assertEquals(0, run("system", "df", "-v", "--format", "json"));
        assertTrue(json().path("items").isEmpty());
        fill();
        assertEquals(0, run("system", "df", "-v", "--format", "json"));
        var full = json();
        assertEquals(7, full.path("items").size());
        assertEquals(
                "lease",
                full.path("items").path(1).path("kept_by").path(1).path("type").asText());
        assertEquals(10_500, full.path("types").path(0).path("reclaimable").asLong());
        assertEquals(2, full.path("images").size());
    }

    @Test
    void pruneTakesWhatNothingNeeds() {
        fill();
        prints("""
                Would delete: blob sha256:%s (500B)
                Would delete: temporary tmp/dead (300B)
                Total reclaimable space: 800B
                """.formatted(FakeImages.digest("ff").hex()), "image", "prune", "--dry-run");
        assertEquals(7, services.images.items.size());
        prints("""
                Deleted: blob sha256:%s (500B)
                Deleted: temporary tmp/dead (300B)
                Total reclaimed space: 800B
                """.formatted(FakeImages.digest("ff").hex()), "image", "prune");
        assertEquals(2, services.images.all.size(), "images stay");
        prints("Total reclaimed space: 0B\n", "image", "prune", "-f");
    }

    @Test
    void pruneAllAsks() {
        fill();
        fails(125, "2 images would be removed and there is no terminal to ask on", "image", "prune", "-a");
        context.terminal = new Terminal(true, true, true, TerminalSize.DEFAULT);
        context.input = "n\n";
        fails(125, "nothing was removed", "image", "prune", "-a");
        context.input = "";
        fails(125, "nothing was removed", "image", "prune", "-a");
        assertEquals(2, services.images.all.size());
        context.input = "y\n";
        assertEquals(0, run("image", "prune", "-a"));
        assertTrue(context.output().startsWith("Remove 2 images that no container uses? [y/N] Untagged: one:1\n"));
        assertEquals(0, services.images.all.size());
    }

    @Test
    void pruneAllKeepsWhatContainersUse() {
        services.containers.put("c", Status.EXITED); // of the image whose digest is all zeros
        services.images.put("used:1", "0");
        services.images.put("free:1", "22");
        assertEquals(0, run("image", "prune", "-a", "-f", "--format", "json"));
        var node = json();
        assertEquals("[\"free:1\"]", node.path("untagged").toString());
    }

    @Test
    void pruneFilters() {
        fill();
        fails(125, "unknown filter 'colour=red'", "image", "prune", "-a", "--filter", "colour=red");
        fails(125, "invalid time 'yesterday'", "image", "prune", "-a", "--filter", "until=yesterday");
        assertEquals(0, run("image", "prune", "-af", "--filter", "until=1h"));
        assertEquals(2, services.images.all.size(), "they do not say how old they are");
        assertEquals(0, run("image", "prune", "-af", "--filter", "label=x=y", "--filter", "until=2026-01-31"));
        assertEquals(2, services.images.all.size());
    }

    private void finding(Kind kind, boolean repaired) {
        services.images.findings.add(
                new Finding(kind, Path.of("/f"), "it is " + kind, List.of("one:1", "two:2"), repaired));
    }

    @Test
    void check() {
        prints("3 objects checked: all is well\n", "system", "check");
        finding(Kind.ORPHAN, false);
        prints("""
                orphan: /f: it is ORPHAN (needed by one:1, two:2)
                3 objects checked: all is well
                """, "system", "check");
        finding(Kind.DAMAGED, false);
        assertEquals(1, run("system", "check"));
        assertEquals("""
                orphan: /f: it is ORPHAN (needed by one:1, two:2)
                damaged: /f: it is DAMAGED (needed by one:1, two:2)
                3 objects checked: 1 broken; 'atoll system check --repair' repairs what it can
                """, context.output());
        assertEquals(1, run("system", "check", "--format", "json"));
        var node = json();
        assertEquals(false, node.path("clean").asBoolean());
        assertEquals(0, run("system", "check", "--repair"));
        assertTrue(context.output().contains("(needed by one:1, two:2): repaired\n"), context.output());
        fails(125, "--layers removes extracted layers: it needs --repair", "system", "check", "--layers");
        assertEquals(0, run("system", "check", "--repair", "--layers"));
        assertTrue(context.output().contains("Removed 1 extracted layers, 4.10kB"), context.output());
    }

    @Test
    void repairFetchesFromTheRegistryTheImageNames() throws IOException {
        run("system", "check", "--repair", "--insecure");
        var source = services.images.sources.getFirst();
        Descriptor blob = new Descriptor("text/plain", FakeImages.digest("1"), 1);
        assertTrue(source.open(blob, "").isEmpty());
        assertTrue(source.open(blob, "local:1").isEmpty(), "from nowhere");
        services.images.content = new byte[] {7};
        assertTrue(source.open(blob, "r.example/a:1").isPresent());
        assertEquals(List.of(blob), services.registry.fetched);
        assertTrue(services.registry.fetchAccess.getFirst().insecure());
    }
}
