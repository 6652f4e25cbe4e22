package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.MediaTypes;
import io.atoll.api.registry.Credentials;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.Terminal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The texts of the contract's S1.3 to S1.29. */
class ImageCommandsTest extends CommandLineTest {
    @Test
    void pull() {
        prints("""
                Pulling docker.io/library/alpine:latest...
                  Manifest: sha256:4bcff63911fc (2 layers)
                  Layer 1/2: a00000000000 (downloading...)
                  Layer 2/2: a10000000000 (cached, wasm)
                Done: 1 layers downloaded, 1 cached
                """, "image", "pull", "alpine");
    }

    @Test
    void pullOfWhatIsThere() {
        services.registry.present = true;
        prints(
                "Pulling docker.io/library/alpine:3.21...\nAlready present: docker.io/library/alpine:3.21\n",
                "pull",
                "alpine:3.21");
        prints("docker.io/library/alpine:3.21\n", "pull", "-q", "alpine:3.21");
    }

    /** What stays on a terminal is what a pipe gets: S1.3, S1.10, S1.12, S1.19. */
    @Test
    void pullOnATerminal() {
        context.terminal = new Terminal(true, true, true, TerminalSize.DEFAULT);
        context.environment = Map.of("TERM", "xterm");
        assertEquals(0, run("pull", "alpine"));
        assertTrue(context.output().startsWith("Pulling docker.io/library/alpine:latest...\n"), context.output());
        assertTrue(context.output().endsWith("""
                  Layer 1/2: a00000000000 (downloading...)
                  Layer 2/2: a10000000000 (cached, wasm)
                Done: 1 layers downloaded, 1 cached
                """), context.output());
    }

    @Test
    @DisplayName("S1.8, S1.9: a pull says what failed")
    void pullFails() {
        fails(125, "atoll: failed to pull manifest: not there\n", "pull", "missing");
        fails(125, "atoll: invalid image reference 'UPPER'", "pull", "UPPER");
        fails(125, "'atoll image pull' needs IMAGE", "pull");
        fails(125, "invalid platform 'arm'", "pull", "--platform", "arm", "x");
    }

    @Test
    @DisplayName("W36: --policy says when the registry is asked")
    void pullPolicies() {
        String name = "docker.io/library/alpine:latest";
        String present = "Pulling %s...\nAlready present: %s\n".formatted(name, name);
        fails(125, "not found locally, and --policy never", "pull", "--policy", "never", "alpine");
        fails(125, "unknown pull policy 'x'", "pull", "--policy", "x", "alpine");
        assertEquals(0, services.registry.requests.size());
        run("pull", "--policy", "missing", "alpine");
        assertEquals(1, services.registry.requests.size());
        prints(present, "pull", "--policy", "missing", "alpine");
        prints(present, "pull", "--policy", "never", "alpine");
        assertEquals(1, services.registry.requests.size());
        run("pull", "--policy", "always", "alpine");
        assertTrue(services.registry.requests.get(1).always());
        services.registry.unreachable = true;
        fails(125, "cannot reach the registry", "pull", "--policy", "always", "alpine");
        assertEquals(0, run("pull", "--policy", "newer", "alpine"));
        assertEquals(present, context.output());
        assertTrue(context.errors().contains("cannot reach the registry; using the stored image"));
        fails(125, "cannot reach the registry", "pull", "--policy", "newer", "busybox");
    }

    @Test
    @DisplayName("W37: --all-platforms, and --all-tags")
    void pullAll() {
        run("pull", "-q", "--all-platforms", "alpine");
        assertEquals(null, services.registry.requests.getFirst().platform());
        fails(125, "exclude each other", "pull", "--all-platforms", "--platform", "linux/arm64", "alpine");
        services.registry.tags = List.of("1", "2");
        prints("docker.io/library/alpine:1\ndocker.io/library/alpine:2\n", "pull", "-q", "-a", "alpine");
        fails(125, "give 'alpine' instead of 'alpine:3'", "pull", "--all-tags", "alpine:3");
        services.registry.tags = List.of();
        fails(125, "the repository 'docker.io/library/alpine' has no tags", "pull", "--all-tags", "alpine");
    }

    @Test
    void pullWithCredentials() {
        context.input = " secret\n";
        run("pull", "-u", "me", "--password-stdin", "--insecure", "--platform", "linux/arm64/v8", "r.example/x");
        assertEquals(
                new Credentials("me", "secret"),
                services.registry.requests.getFirst().access().credentials());
        assertTrue(services.registry.requests.getFirst().access().insecure());
        assertEquals(
                "linux/arm64/v8",
                String.valueOf(services.registry.requests.getFirst().platform()));
        run("pull", "-u", "me", "r.example/x");
        assertEquals(null, services.registry.requests.getLast().access().credentials());
        context.environment = Map.of("PELAGOS_REGISTRY_USER", "u", "ATOLL_REGISTRY_PASS", "p");
        run("pull", "r.example/x");
        assertEquals(
                new Credentials("u", "p"),
                services.registry.requests.getLast().access().credentials());
    }

    @Test
    void anotherDefaultRegistry() {
        context.environment = Map.of("ATOLL_DEFAULT_REGISTRY", "localhost:5000/mine");
        run("pull", "-q", "app");
        assertEquals("localhost:5000/mine/app:latest\n", context.output());
        assertEquals(0, run("rmi", "app"));
        assertEquals("Removed image: localhost:5000/mine/app:latest\n", context.output());
    }

    @Test
    @DisplayName("S1.18, S1.20-S1.25: the list as a table and as JSON")
    void list() {
        prints("No images found. Use 'atoll image pull <name>' to pull one.\n", "image", "ls");
        prints("[]\n", "image", "ls", "--json");
        services.images.put("docker.io/library/alpine:3", "4bcff63911fcb", MediaTypes.OCI_LAYER_GZIP);
        services.images.put("localhost/" + "x".repeat(40) + ":1", "b", "application/wasm");
        services.images.put("c:1", "d", "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm");
        prints(
                row("REFERENCE", "LAYERS", "TYPE", "DIGEST", "SIZE", "CREATED")
                        + row("c:1", "1", "component", "d00000000000", "1.80kB", "N/A")
                        + row("docker.io/library/alpine:3", "1", "linux", "4bcff63911fc", "1.80kB", "N/A")
                        + row("localhost/" + "x".repeat(40) + ":1", "1", "wasm", "b00000000000", "1.80kB", "N/A"),
                "images");
        prints("c:1\ndocker.io/library/alpine:3\nlocalhost/" + "x".repeat(40) + ":1\n", "images", "-q");
        fails(125, "atoll: unknown format 'xml': expected 'table' or 'json'\n", "images", "--format", "xml");
        assertEquals(0, run("images", "--format=json"));
        assertTrue(context.output().contains("\"layer_types\": [\n      \"" + MediaTypes.OCI_LAYER_GZIP + "\"\n    ]"));
    }

    @Test
    void theHeaderOfAShortList() {
        services.images.put("a:1", "b");
        run("images");
        assertTrue(context.output().startsWith("REFERENCE                      LAYERS     TYPE   DIGEST"));
    }

    @Test
    void remove() {
        services.images.put("local:latest", "ab12");
        services.images.put("docker.io/library/far:latest", "cd34");
        prints("Removed image: local:latest\n", "image", "rm", "local");
        prints("Removed image: docker.io/library/far:latest\n", "rmi", "far");
        fails(1, "atoll: image 'far' not found locally\n", "rmi", "far");
        services.images.put("one:1", "ee55ff");
        prints("Removed image: one:1\n", "rmi", "ee55");
        services.images.put("two:1", "ee55ff");
        services.images.put("three:1", "ee55aa");
        fails(1, "several images have an id that begins with 'ee55'", "rmi", "ee55");
        assertEquals(1, run("rmi", "nope", "two:1"));
        assertEquals("Removed image: two:1\n", context.output());
    }

    private static String row(Object... cells) {
        return "%-52s %-10s %-9s %-12s %-8s %s\n".formatted(cells);
    }
}
