package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Storage drivers are swapped while containers run. */
class StorageIT extends EndToEnd {
    @AfterEach
    void bothDrivers() throws Exception {
        atoll.run("engine", "shell", "atoll:storage any").ok();
        atoll.run("engine", "shell", "start io.atoll.storage.overlay").ok();
    }

    private String rootType(String... options) throws Exception {
        String line = "$ATOLL run --rm " + String.join(" ", options) + " " + image
                + " sh -c 'cat /etc/motd; grep \" / \" /proc/mounts | head -n 1'";
        String[] out = atoll.shell(line).ok().text().split("\n");
        assertEquals("second layer", out[0]);
        return out[1].split(" ")[2];
    }

    @Test
    void byOption() throws Exception {
        assertEquals("overlay", rootType());
        assertEquals("tmpfs", rootType("--storage", "copy"));
        Commands.Result unknown = atoll.run("run", "--rm", "--storage", "floppy", image, "true");
        assertEquals(125, unknown.status());
        assertTrue(unknown.err().contains("floppy") && unknown.err().contains("overlay"), unknown.err());
    }

    @Test
    void byConfigAdmin() throws Exception {
        atoll.run("engine", "shell", "atoll:storage copy").ok();
        assertEquals("tmpfs", rootType());
        atoll.run("engine", "restart").ok();
        assertEquals("tmpfs", rootType(), "configuration outlives the engine");
        atoll.run("engine", "shell", "atoll:storage any").ok();
        assertEquals("overlay", rootType());
    }

    @Test
    void byStoppingABundleWhileContainersRunOn() throws Exception {
        atoll.run("run", "-d", "--name", "on-overlay", image, "sleep", "1000").ok();
        atoll.run("engine", "shell", "stop io.atoll.storage.overlay").ok();
        assertEquals("tmpfs", rootType());
        assertTrue(atoll.run("ps").ok().out().contains("on-overlay"));
        atoll.run("run", "-d", "--name", "on-copy", image, "sleep", "1000").ok();
        atoll.run("stop", "-t", "0", "on-overlay").ok();
        atoll.run("engine", "shell", "start io.atoll.storage.overlay").ok();
        assertEquals("overlay", rootType());
        assertTrue(atoll.run("ps").ok().out().contains("on-copy"));
        atoll.run("rm", "-f", "on-copy", "on-overlay").ok();
    }
}
