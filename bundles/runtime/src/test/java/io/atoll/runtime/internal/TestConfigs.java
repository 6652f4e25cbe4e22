package io.atoll.runtime.internal;

import io.atoll.api.image.Digest;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ContainerSpec.Volume;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.api.runtime.Resources;
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
            boolean terminal, boolean autoRemove, Network network, List<Volume> volumes, List<String> command) {
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
                !volumes.isEmpty(),
                network,
                volumes,
                terminal,
                terminal,
                autoRemove,
                terminal,
                15,
                "overlay",
                Resources.NONE,
                Lifecycle.DEFAULT,
                Map.of("stage", "test"));
    }
}
