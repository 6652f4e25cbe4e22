package io.atoll.runtime.internal;

import io.atoll.api.image.Digest;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.Security;
import io.atoll.runtime.internal.mount.MountPoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Container configurations for tests. */
final class TestConfigs {
    static final String ID = "0123456789abcdef".repeat(4);

    private TestConfigs() {}

    /** What {@code atoll run --rm IMAGE /bin/true} makes. */
    static ContainerConfig plain() {
        return config(false, true, Network.NONE, List.of(), List.of("/bin/true"));
    }

    static ContainerConfig config(
            boolean terminal, boolean autoRemove, Network network, List<MountPoint> mounts, List<String> command) {
        return new ContainerConfig(
                ID,
                "calm_reef",
                "docker.io/library/busybox:latest",
                Digest.sha256("ab".repeat(32)).toString(),
                Instant.parse("2026-01-02T03:04:05Z"),
                List.of(Digest.sha256("cd".repeat(32)), Digest.sha256("ef".repeat(32))),
                command,
                List.of("GREETING=grüß \"dich\"\n", "PATH=/bin"),
                "",
                terminal ? "/srv/data" : "/",
                network == Network.HOST ? "" : ID.substring(0, 12),
                !mounts.isEmpty(),
                network,
                mounts,
                terminal,
                terminal,
                autoRemove,
                terminal,
                15,
                null,
                "overlay",
                Resources.NONE,
                Lifecycle.DEFAULT,
                Security.DEFAULT,
                Namespaces.DEFAULT,
                Devices.NONE,
                ProcessLimits.DEFAULT,
                Dns.DEFAULT,
                Map.of(),
                Map.of("stage", "test"),
                0);
    }

    /** The plain one with other rights, namespaces and so on. */
    static ContainerConfig isolated(
            Security security, Namespaces namespaces, Devices devices, ProcessLimits limits, Dns dns) {
        ContainerConfig plain = plain();
        return new ContainerConfig(
                plain.id(),
                plain.name(),
                plain.image(),
                plain.imageDigest(),
                plain.created(),
                plain.layers(),
                plain.command(),
                plain.env(),
                plain.user(),
                plain.workingDir(),
                plain.hostname(),
                plain.readOnly(),
                plain.network(),
                plain.mounts(),
                plain.terminal(),
                plain.interactive(),
                plain.autoRemove(),
                plain.init(),
                plain.stopSignal(),
                30,
                plain.storage(),
                plain.resources(),
                plain.lifecycle(),
                security,
                namespaces,
                devices,
                limits,
                dns,
                Map.of("org.example.a", "b"),
                plain.labels(),
                plain.entrypoint());
    }
}
