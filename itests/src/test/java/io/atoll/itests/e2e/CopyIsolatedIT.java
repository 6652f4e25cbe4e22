package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code atoll cp} and {@code diff} with containers that have more, or less, of the host and of others than usual. */
class CopyIsolatedIT extends EndToEnd {
    private void copies(String container, String target) throws Exception {
        Path file = Files.writeString(work.resolve("content"), "content of " + target + "\n");
        atoll.run("cp", file.toString(), container + ":" + target).ok();
        assertEquals(
                Files.readString(file),
                atoll.shell("$ATOLL cp %s:%s - | tar -xO".formatted(container, target))
                        .ok()
                        .out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--network host --pid host --ipc host --uts host --cgroupns host",
                "--privileged",
                "--device /dev/null:/dev/other -m 64m --hostname box",
                "--read-only -v /dev/shm:/dev/shm -v %s:/tmp",
                "--security-opt no-new-privileges --cap-drop all --ulimit nofile=64"
            })
    @DisplayName("before it runs, while it runs, and when it has ended")
    void always(String flags) throws Exception {
        Path volume = Files.createDirectories(work.resolve("volume"));
        atoll.shell("$ATOLL create --name a %s %s sleep 1000".formatted(flags.formatted(volume), image))
                .ok();
        copies("a", "/tmp/before");
        atoll.run("start", "a").ok();
        copies("a", "/tmp/running");
        atoll.run("stop", "-t", "0", "a").ok();
        copies("a", "/tmp/ended");
        assertEquals(
                flags.contains("-v") ? "" : "C /tmp\nA /tmp/before\nA /tmp/ended\nA /tmp/running\n",
                atoll.run("diff", "a").ok().out());
    }

    @Test
    @DisplayName("a container whose namespaces were another's needs that one only to run")
    void othersNamespaces() throws Exception {
        atoll.run("run", "-d", "--name", "owner", "--ipc", "shareable", image, "sleep", "1000")
                .ok();
        atoll.shell(
                        "$ATOLL run -d --name guest --network container:owner --pid container:owner --ipc container:owner %s sleep 1000"
                                .formatted(image))
                .ok();
        copies("guest", "/tmp/running");
        atoll.run("rm", "-f", "guest").ok();
        atoll.shell("$ATOLL create --name guest --network container:owner --ipc container:owner %s true"
                        .formatted(image))
                .ok();
        atoll.run("stop", "-t", "0", "owner").ok();
        copies("guest", "/tmp/stopped");
        atoll.run("rm", "owner").ok();
        copies("guest", "/tmp/gone");
        assertEquals(
                "C /tmp\nA /tmp/gone\nA /tmp/stopped\n",
                atoll.run("diff", "guest").ok().out());
        atoll.run("commit", "guest", "guest:image").ok();
        assertEquals(
                "content of /tmp/gone\n",
                atoll.run("run", "--rm", "guest:image", "cat", "/tmp/gone").ok().out());
    }
}
