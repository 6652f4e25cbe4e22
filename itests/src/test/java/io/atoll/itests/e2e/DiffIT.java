package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code atoll diff}. */
class DiffIT extends EndToEnd {
    private static final String CHANGES =
            "rm /etc/not-executable; rm -r /root; mkdir /root; echo new >/root/file; chmod 700 /tmp; mkdir -p /new/deep; echo x >/new/deep/file; mkfifo /fifo; echo more >>/etc/motd";

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "copy"})
    @DisplayName("what was added, changed and deleted, sorted, without what the runtime made")
    void changes(String storage) throws Exception {
        Files.createDirectories(work.resolve("volume"));
        atoll.shell("$ATOLL run --name d --storage %s -v %s/volume:/data/in %s sh -c '%s'"
                        .formatted(storage, work, image, CHANGES))
                .ok();
        assertEquals("""
                C /etc
                C /etc/motd
                D /etc/not-executable
                A /fifo
                A /new
                A /new/deep
                A /new/deep/file
                C /root
                A /root/file
                C /tmp
                """, atoll.run("diff", "d").ok().out());
        assertTrue(atoll.run("diff", "--format", "json", "d")
                .ok()
                .out()
                .replaceAll("\\s", "")
                .startsWith("[{\"kind\":\"changed\",\"path\":\"/etc\"},"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "copy"})
    @DisplayName("nothing of a container that changed nothing, before and after it ran")
    void nothing(String storage) throws Exception {
        atoll.run("create", "--name", "n", "--storage", storage, image, "true").ok();
        assertEquals("", atoll.run("diff", "n").ok().out());
        atoll.run("start", "-a", "n").ok();
        assertEquals("", atoll.run("diff", "n").ok().out());
    }

    @Test
    void refused() throws Exception {
        assertEquals(125, atoll.run("diff", "nobody").status());
        atoll.run("create", "--name", "some", image, "true").ok();
        assertTrue(atoll.run("diff", "--format", "yaml", "some").err().contains("expected 'table' or 'json'"));
    }
}
