package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ContainerSpec.Volume;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.api.storage.RootFs;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.plan.LaunchPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Golden plans: what a container becomes, word for word. A wanted change is written with {@code -Dgolden.update=true} and read in the
 * diff. The launcher's own tests decode the same files.
 */
class PlanCompilerTest {
    private static final Path GOLDENS = Path.of("src/test/resources/plans");
    private static final RootFs OVERLAY = new RootFs.Overlay(
            List.of(Path.of("/var/lib/atoll/layers/ef"), Path.of("/var/lib/atoll/layers/cd")),
            Path.of("/var/lib/atoll/containers/0123/upper"),
            Path.of("/var/lib/atoll/containers/0123/work"),
            List.of("volatile"));
    private static final RootFs COPY = new RootFs.Directory(Path.of("/var/lib/atoll/containers/0123/rootfs"));
    private static final User ROOT = new User(0, 0, List.of(10, 20), "/root");
    private static final User NOBODY = new User(65534, 65534, List.of(), "/");

    @Test
    void foreground() throws IOException {
        golden("foreground", TestConfigs.plain(), OVERLAY, ROOT, LaunchMode.FOREGROUND);
    }

    @Test
    void detachedOnACopyAsAnotherUserOnTheHostsNetwork() throws IOException {
        ContainerConfig config =
                TestConfigs.config(false, false, Network.HOST, List.of(), List.of("sh", "-c", "echo \"$1\"", "\u0001"));
        golden("detached", config, COPY, NOBODY, LaunchMode.DETACHED);
    }

    @Test
    void terminalWithVolumesReadOnly() throws IOException {
        List<Volume> volumes =
                List.of(new Volume("/srv/deep", "/data/in/deep", true), new Volume("/srv/with space", "/data", false));
        ContainerConfig config = TestConfigs.config(true, false, Network.NONE, volumes, List.of("sh"));
        golden("terminal", config, OVERLAY, ROOT, LaunchMode.ATTACHED);
    }

    private static void golden(String name, ContainerConfig config, RootFs root, User user, LaunchMode mode)
            throws IOException {
        PlanCompiler.Inputs inputs = new PlanCompiler.Inputs(
                root,
                user,
                new LaunchOptions(mode, new TerminalSize(120, 40)),
                Path.of("/run/atoll/rootfs"),
                Path.of("/run/atoll/containers/0123"),
                Path.of("/var/lib/atoll/containers/0123/log"),
                Path.of("/run/atoll/attach/0123"),
                Path.of("/run/atoll/exits/0123"),
                new NetworkFiles("calm", "127.0.0.1\tlocalhost\n", "nameserver 192.0.2.1\n"),
                mode == LaunchMode.ATTACHED
                        ? new ControlGroup(List.of(Path.of("/sys/fs/cgroup/pids/atoll/0123")))
                        : ControlGroup.NONE,
                mode == LaunchMode.DETACHED);
        LaunchPlan plan = PlanCompiler.compile(config, inputs, new byte[] {6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f});
        Path text = GOLDENS.resolve(name + ".txt");
        Path binary = GOLDENS.resolve(name + ".plan");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(text, plan.toString());
            Files.write(binary, plan.encode());
        }
        assertEquals(Files.readString(text, StandardCharsets.UTF_8), plan.toString());
        assertArrayEquals(Files.readAllBytes(binary), plan.encode());
    }
}
