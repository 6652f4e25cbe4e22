package io.atoll.itests.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Bundles with busybox, as {@code runc spec} configures them, and the runtime that runs them: {@code atoll-oci} with a root of its own. */
final class OciBundle implements AutoCloseable {
    final Path work;
    final Atoll atoll = new Atoll();

    OciBundle() throws IOException, InterruptedException {
        work = Files.createTempDirectory(Path.of("/dev/shm"), "atoll-oci");
        // For callers that do not pass the environment on.
        Path wrapper = Files.writeString(
                work.resolve("runtime"),
                "#!/bin/sh\nATOLL_ROOT=%s exec %s/bin/atoll-oci \"$@\"\n".formatted(atoll.root, Atoll.HOME));
        shell("chmod 755 " + wrapper).ok();
        shell("""
                mkdir -p box/rootfs/bin && cp /bin/busybox box/rootfs/bin/
                for name in $(/bin/busybox --list); do [ $name = busybox ] || ln -sf busybox box/rootfs/bin/$name; done
                cd box && runc spec && sed -i 's/"terminal": true/"terminal": false/' config.json""").ok();
    }

    /** Bash in the directory with the bundle {@code box}; {@code $OCI} is the runtime, {@code edit CODE} changes {@code d}, the configuration. */
    Commands.Result shell(String line) throws IOException, InterruptedException {
        String edit = """
                edit() { python3 -c "
                import json
                d = json.load(open('box/config.json'))
                $1
                json.dump(d, open('box/config.json', 'w'))"; }
                """;
        return Commands.run(
                Map.of(
                        "ATOLL_ROOT",
                        atoll.root.toString(),
                        "OCI",
                        work.resolve("runtime").toString()),
                new byte[0],
                List.of("bash", "-c", "cd " + work + "\n" + edit + line));
    }

    Path file(String name) {
        return work.resolve(name);
    }

    @Override
    public void close() throws IOException {
        try {
            shell("for c in $($OCI list -q); do $OCI delete --force $c; done").ok();
            atoll.close();
            shell("cd /; rm -rf " + work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
