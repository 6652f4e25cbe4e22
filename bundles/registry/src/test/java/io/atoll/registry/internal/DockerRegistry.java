package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real registry on a free loopback port, filled by tools that are not ours. */
final class DockerRegistry implements AutoCloseable {
    /** The password is {@code s3cret}. */
    static final String ALICE = "alice:$2y$05$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK";

    private final Path directory;
    private final int port;
    private final Process process;

    /** An empty one, for everybody. */
    static DockerRegistry start() throws IOException, InterruptedException {
        return start("");
    }

    /** @param user a line of htpasswd, or empty for everybody */
    static DockerRegistry start(String user) throws IOException, InterruptedException {
        Path directory = newDirectory();
        return start(directory, directory.resolve("storage"), user);
    }

    /** One that serves what another one has. */
    static DockerRegistry start(Path directory, Path storage, String user) throws IOException, InterruptedException {
        return new DockerRegistry(directory, storage, "", user.isEmpty() ? "" : auth(directory, user));
    }

    /** On tmpfs where there is one. */
    static Path newDirectory() throws IOException {
        Path shm = Path.of("/dev/shm");
        return Files.isDirectory(shm)
                ? Files.createTempDirectory(shm, "atoll-registry")
                : Files.createTempDirectory("atoll-registry");
    }

    /** Skips the tests of a class, and says so, where a program is missing that they need besides the usual ones. */
    static void require(Class<?> test, String... programs) {
        String missing = Stream.concat(Stream.of("docker-registry", "skopeo", "umoci"), Stream.of(programs))
                .filter(program -> !isInstalled(program))
                .findFirst()
                .orElse("");
        if (!missing.isEmpty()) {
            System.out.println(test.getSimpleName() + " skipped: " + missing + " is not installed");
        }
        assumeTrue(missing.isEmpty(), missing + " is not installed");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /**
     * A registry that is set up as somebody likes.
     *
     * @param http more members of its configuration's {@code http}
     * @param more of its configuration
     */
    DockerRegistry(Path directory, Path storage, String http, String more) throws IOException, InterruptedException {
        this.directory = directory;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path file = directory.resolve("registry.yml");
        Files.writeString(file, """
                version: 0.1
                log: {level: error, accesslog: {disabled: false}}
                storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                http: {addr: "127.0.0.1:%d" %s}
                %s
                """.formatted(storage, port, http.isEmpty() ? "" : ", " + http, more));
        process = new ProcessBuilder("docker-registry", "serve", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("registry.log").toFile())
                .start();
        awaitStart();
    }

    private static String auth(Path directory, String user) throws IOException {
        Files.writeString(directory.resolve("htpasswd"), user + "\n");
        return "auth: {htpasswd: {realm: test, path: %s}}".formatted(directory.resolve("htpasswd"));
    }

    private void awaitStart() throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new IOException("docker-registry did not start: " + Files.readString(directory.resolve("registry.log")));
    }

    String name() {
        return "127.0.0.1:" + port;
    }

    Path directory() {
        return directory;
    }

    /** Makes an OCI layout of one layer for each step: a shell command run in the unpacked root file system. */
    Path layout(String name, List<String> steps) throws IOException, InterruptedException {
        Path layout = directory.resolve(name);
        run("umoci", "init", "--layout", layout.toString());
        run("umoci", "new", "--image", layout + ":t");
        for (int i = 0; i < steps.size(); i++) {
            Path bundle = directory.resolve(name + "-" + i);
            run("umoci", "unpack", "--image", layout + ":t", bundle.toString());
            run("sh", "-ec", "cd %s/rootfs; %s".formatted(bundle, steps.get(i)));
            run("umoci", "repack", "--image", layout + ":t", bundle.toString());
        }
        run("umoci", "config", "--image", layout + ":t", "--config.cmd", "/bin/sh");
        return layout;
    }

    void push(Path layout, String target, String... options) throws IOException, InterruptedException {
        pushNamed(layout, "t", target, options);
    }

    /** @param tag in the layout */
    void pushNamed(Path layout, String tag, String target, String... options) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("skopeo", "copy", "-q", "--dest-tls-verify=false"));
        command.addAll(List.of(options));
        command.addAll(List.of("oci:" + layout + ":" + tag, "docker://" + name() + "/" + target));
        run(command.toArray(String[]::new));
    }

    /** To an OCI layout. */
    void pull(String source, Path layout) throws IOException, InterruptedException {
        run(
                "skopeo",
                "copy",
                "-q",
                "--src-tls-verify=false",
                "docker://" + name() + "/" + source,
                "oci:" + layout + ":t");
    }

    /** A manifest or an index, as it is. */
    byte[] raw(String target) throws IOException, InterruptedException {
        return run("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + name() + "/" + target)
                .getBytes(StandardCharsets.UTF_8);
    }

    String inspect(String target, String format) throws IOException, InterruptedException {
        return run("skopeo", "inspect", "--tls-verify=false", "--format", format, "docker://" + name() + "/" + target);
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", "");
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean ended = child.waitFor(120, TimeUnit.SECONDS);
        String text = Files.readString(out, StandardCharsets.UTF_8);
        if (!ended || child.exitValue() != 0) {
            child.destroyForcibly();
            throw new IOException(String.join(" ", command) + " failed: " + text);
        }
        return text.strip();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
