package io.atoll.itests.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Podman with a store of its own, and skopeo: what others say about what Atoll made. */
final class Peers {
    private final Path work;
    private final Path configuration;

    Peers(Path work) throws IOException {
        this.work = work;
        // Within the limits of small machines, and with the runtime that works with either version of cgroups.
        configuration = Files.writeString(work.resolve("containers.conf"), """
                [containers]
                default_ulimits=["nofile=20000:20000","nproc=32768:32768"]
                [engine]
                runtime="runc"
                cgroup_manager="cgroupfs"
                """);
    }

    /** A line for bash in which {@code podman} is Podman. */
    Commands.Result shell(String line) throws IOException, InterruptedException {
        String podman = "podman() { command podman --root %s --runroot %s --storage-driver vfs \"$@\"; }; "
                .formatted(work.resolve("podman"), work.resolve("podman-run"));
        return Commands.run(
                Map.of("CONTAINERS_CONF", configuration.toString()),
                new byte[0],
                List.of("bash", "-ec", podman + "cd " + work + "\n" + line));
    }

    /** The digest of what a place holds, of the very bytes. */
    static String digest(String place) throws IOException, InterruptedException {
        String line = "set -o pipefail; skopeo inspect --tls-verify=false --raw '%s' | sha256sum".formatted(place);
        return "sha256:" + Commands.run("bash", "-c", line).ok().out().substring(0, 64);
    }
}
