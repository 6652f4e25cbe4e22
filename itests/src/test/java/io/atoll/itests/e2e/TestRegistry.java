package io.atoll.itests.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real registry, Debian's docker-registry, on loopback, with an image that umoci made and skopeo put there. */
final class TestRegistry implements AutoCloseable {
    private final Process process;
    private final int port;

    private TestRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static TestRegistry start(Path directory) throws IOException, InterruptedException {
        return start(directory, "", "");
    }

    /**
     * One that is set up as somebody likes.
     *
     * @param http more members of its configuration's {@code http}, each after a comma
     * @param more of its configuration
     */
    static TestRegistry start(Path directory, String http, String more) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path config = Files.writeString(
                directory.resolve("registry.yml"), """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"%s}
                %s
                """.formatted(directory.resolve("registry"), port, http, more));
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("registry.log").toFile())
                .start();
        TestRegistry registry = new TestRegistry(process, port);
        registry.awaitReady();
        return registry;
    }

    private void awaitReady() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new AssertionError("docker-registry did not start");
    }

    String image(String name) {
        return "127.0.0.1:" + port + "/" + name;
    }

    /** A busybox image of two layers: the second deletes, replaces and adds. */
    void push(Path work, String name) throws IOException, InterruptedException {
        Path script = Files.writeString(work.resolve("make-image"), """
                set -eu
                cd "$1"
                umoci init --layout layout
                umoci new --image layout:v
                umoci unpack --image layout:v bundle
                mkdir -p bundle/rootfs/bin bundle/rootfs/etc bundle/rootfs/root bundle/rootfs/tmp bundle/rootfs/old
                cp /bin/busybox bundle/rootfs/bin/
                for a in $(/bin/busybox --list | grep -v "^busybox$"); do ln -sf busybox bundle/rootfs/bin/$a; done
                printf 'root:x:0:0::/root:/bin/sh\\nweb:x:33:34::/srv:/bin/sh\\n' >bundle/rootfs/etc/passwd
                printf 'root:x:0:\\nwww:x:34:\\nlog:x:4:web\\n' >bundle/rootfs/etc/group
                echo gone >bundle/rootfs/old/file
                echo text >bundle/rootfs/etc/not-executable
                umoci repack --image layout:v bundle
                rm -rf bundle
                umoci unpack --image layout:v bundle
                rm -rf bundle/rootfs/old
                echo 'second layer' >bundle/rootfs/etc/motd
                umoci repack --image layout:v bundle
                umoci config --image layout:v --config.cmd /bin/sh --config.cmd -c --config.cmd 'echo default command' --config.env COLOUR=blue
                skopeo copy --quiet --dest-tls-verify=false oci:layout:v "docker://$2"
                """);
        Path images = Files.createTempDirectory(work, "image");
        Commands.run("sh", script.toString(), images.toString(), image(name)).ok();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
