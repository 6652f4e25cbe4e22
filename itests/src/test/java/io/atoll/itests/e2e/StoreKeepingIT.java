package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** {@code system df}, {@code image prune} and {@code system check}, on a real store. */
class StoreKeepingIT extends EndToEnd {
    private static final String DISK = "cd $ATOLL_ROOT && du -sc --block-size=1 %s | awk 'END {print $1}'";

    @Test
    void dfIsWhatDuFinds() throws Exception {
        try (Atoll fresh = new Atoll()) {
            fresh.run("pull", image).ok();
            fresh.run("create", "--name", "made", image, "true").ok();
            String sizes =
                    "$ATOLL system df --format json | tr '{' '\\n' | sed -n 's/.*\"size\":\\([0-9]*\\),.*\"type\":\"%s\".*/\\1/p'";
            long images = number(fresh, sizes.formatted("Images"));
            long engine = number(fresh, sizes.formatted("Engine"));
            assertEquals(number(fresh, DISK.formatted("images layers leases tmp locks")), images + engine);
            assertEquals(number(fresh, DISK.formatted("containers")), number(fresh, sizes.formatted("Containers")));
            String verbose = fresh.run("system", "df", "-v").ok().out();
            assertTrue(verbose.contains(image + ", lease of container/"), verbose);
            assertTrue(verbose.contains("RECLAIMABLE"), verbose);
        }
    }

    private static long number(Atoll engine, String script) throws Exception {
        return Long.parseLong(engine.shell(script).ok().text());
    }

    @Test
    void aDryRunTellsWhatPruneDoes() throws Exception {
        try (Atoll fresh = new Atoll()) {
            fresh.run("pull", image).ok();
            String nothing = fresh.run("image", "prune", "--dry-run").ok().out();
            assertEquals("Total reclaimable space: 0B\n", nothing);
            String told = fresh.run("image", "prune", "--all", "--dry-run").ok().out();
            assertTrue(told.startsWith("Would untag: " + image + "\n"), told);
            assertEquals(125, fresh.run("image", "prune", "--all").status(), "nobody can be asked");
            String done = fresh.run("image", "prune", "-af").ok().out();
            assertEquals(
                    told.replace("Would untag", "Untagged")
                            .replace("Would delete", "Deleted")
                            .replace("reclaimable", "reclaimed")
                            .lines()
                            .sorted()
                            .toList(),
                    done.lines().sorted().toList());
            assertEquals(
                    "0",
                    fresh.shell("find $ATOLL_ROOT/images/blobs $ATOLL_ROOT/layers -mindepth 2 | wc -l")
                            .text());
        }
    }

    @Test
    void whatAContainerUsesIsNotPruned() throws Exception {
        try (Atoll fresh = new Atoll()) {
            fresh.run("pull", image).ok();
            fresh.run("create", "--name", "made", image, "cat", "/etc/motd").ok();
            assertEquals(
                    "Total reclaimed space: 0B\n",
                    fresh.run("image", "prune", "-af").ok().out());
            fresh.run("rmi", "--force", image).ok();
            fresh.run("image", "prune", "-af").ok();
            fresh.run("start", "made").ok();
            fresh.run("wait", "made").ok();
            assertTrue(fresh.run("logs", "made").ok().out().contains("second layer"));
        }
    }

    @Test
    void aBlobThatRottedIsFoundAndFetchedAgain() throws Exception {
        try (Atoll fresh = new Atoll()) {
            fresh.run("pull", image).ok();
            assertTrue(fresh.run("system", "check").ok().out().contains("all is well"));
            fresh.shell(
                            "cd $ATOLL_ROOT/images/blobs/sha256; f=$(ls -S | head -1); printf X | dd of=$f bs=1 seek=1000 conv=notrunc")
                    .ok();
            Commands.Result found = fresh.run("system", "check");
            assertEquals(1, found.status(), found.out());
            assertTrue(found.out().contains("needed by " + image), found.out());
            Commands.Result repaired = fresh.run("system", "check", "--repair", "--layers");
            assertEquals(0, repaired.status(), repaired.out() + repaired.err());
            assertTrue(repaired.out().contains(": repaired"), repaired.out());
            assertTrue(fresh.run("system", "check").ok().out().contains("all is well"));
            fresh.run("run", "--rm", image, "true").ok();
            assertEquals(
                    "",
                    fresh.shell("cd $ATOLL_ROOT/images/blobs/sha256 && sha256sum * | awk '$1 != $2'")
                            .text());
        }
    }

    @Test
    void theShellReturnsObjects() throws Exception {
        assertEquals(
                "0\n", atoll.run("engine", "shell", "(atoll:garbage) size").ok().out());
        assertTrue(atoll.run("engine", "shell", "atoll:df").ok().out().contains("index.json"));
        assertTrue(atoll.run("engine", "shell", "atoll:check").ok().out().contains("all is well"));
    }
}
