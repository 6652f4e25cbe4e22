package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ContainerSpec.Volume;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.ProcessLimits.Ulimit;
import io.atoll.api.runtime.Security;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.api.storage.RootFs;
import io.atoll.runtime.internal.NamespaceOwners.Owner;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.device.DeviceNode;
import io.atoll.runtime.internal.device.DeviceSet;
import io.atoll.runtime.internal.namespace.Kind;
import io.atoll.runtime.internal.security.Capabilities;
import io.atoll.runtime.plan.LaunchPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

    @Test
    void everythingThatFlagsOfRightsNamespacesAndDevicesChange() throws IOException {
        Map<Kind, Owner> owners = Map.of(
                Kind.PID, new Owner.Other(new ContainerProcess(4711, 12_345_678_901L)),
                Kind.IPC, Owner.HOST,
                Kind.UTS, Owner.ITSELF,
                Kind.CGROUP, Owner.HOST,
                Kind.NETWORK, new Owner.Other(new ContainerProcess(4711, 12_345_678_901L)));
        Source other = new Source.Of("ab".repeat(32));
        ContainerConfig config = TestConfigs.isolated(
                new Security(
                        false,
                        List.of("CAP_NET_ADMIN"),
                        List.of("CAP_MKNOD"),
                        false,
                        null,
                        "my profile",
                        List.of("/proc/uptime"),
                        List.of("/sys/*", "/proc/kcore"),
                        List.of("audio")),
                new Namespaces(
                        other, new Source.Host(), new Source.Own(), new Source.Host(), other, true, null, Map.of()),
                new Devices(List.of(), List.of()),
                new ProcessLimits(List.of(new Ulimit("nofile", 10, 20), new Ulimit("core", 0, -1)), 500),
                new Dns(List.of(), List.of(), List.of(), List.of(), "example.org"));
        DeviceSet devices = new DeviceSet(
                List.of(
                        new DeviceNode("/dev/null", 'c', 1, 3, 0666, 0, 0),
                        new DeviceNode("/dev/snd/seq", 'c', 116, 1, 0660, 0, 29)),
                List.of());
        golden("isolated", config, OVERLAY, NOBODY, LaunchMode.DETACHED, owners, devices);
    }

    @Test
    void privileged() throws IOException {
        Security all = new Security(true, List.of(), List.of(), null, null, null, List.of(), List.of(), List.of());
        Namespaces sized = new Namespaces(
                Namespaces.DEFAULT.pid(),
                Namespaces.DEFAULT.ipc(),
                Namespaces.DEFAULT.uts(),
                Namespaces.DEFAULT.cgroup(),
                Namespaces.DEFAULT.network(),
                true,
                1L << 30,
                Map.of("net.core.somaxconn", "100", "kernel.msgmax", "65536"));
        ContainerConfig config = TestConfigs.isolated(all, sized, Devices.NONE, ProcessLimits.DEFAULT, Dns.DEFAULT);
        golden("privileged", config, OVERLAY, ROOT, LaunchMode.FOREGROUND);
    }

    private static void golden(String name, ContainerConfig config, RootFs root, User user, LaunchMode mode)
            throws IOException {
        Map<Kind, Owner> owners = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            owners.put(
                    kind,
                    kind.source(config.namespaces(), config.network()) instanceof Source.Own
                            ? Owner.ITSELF
                            : Owner.HOST);
        }
        golden(name, config, root, user, mode, owners, DeviceSet.DEFAULT);
    }

    private static void golden(
            String name,
            ContainerConfig config,
            RootFs root,
            User user,
            LaunchMode mode,
            Map<Kind, Owner> owners,
            DeviceSet devices)
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
                owners,
                devices,
                Capabilities.of(config.security()),
                mode == LaunchMode.ATTACHED
                        ? new ControlGroup(List.of(Path.of("/sys/fs/cgroup/pids/atoll/0123")))
                        : ControlGroup.NONE,
                mode == LaunchMode.DETACHED);
        byte[] filter =
                config.security().isUnfiltered() ? new byte[0] : new byte[] {6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f};
        LaunchPlan plan = PlanCompiler.compile(config, inputs, filter);
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
