package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.runtime.Container.Status;
import io.atoll.cli.internal.completion.CompleteCommand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What could come next; that the shells' scripts ask for it is tested with real shells in the end-to-end tests. */
class CompletionTest extends CommandLineTest {
    @BeforeEach
    void registerComplete() {
        commands.add("__complete", "", true, () -> new CompleteCommand(services, commands.commands()));
        services.images.put("docker.io/library/alpine:3", "a1");
        services.images.put("r.example/app:1", "b2");
        services.containers.put("web", Status.RUNNING);
        services.containers.put("job", Status.EXITED);
    }

    private List<String> after(String... words) {
        List<String> arguments = new ArrayList<>(List.of("__complete", "--"));
        arguments.addAll(List.of(words));
        assertEquals(0, run(arguments.toArray(String[]::new)));
        assertEquals("", context.errors());
        return context.output().lines().map(line -> line.split("\t")[0]).toList();
    }

    @Test
    void commandsAndAliases() {
        assertEquals(
                List.of("image", "images", "import", "info", "inspect"),
                after("i").stream().filter(w -> !w.startsWith("-")).toList());
        assertEquals(List.of("history"), after("hi"));
        assertTrue(after("image", "").containsAll(List.of("ls", "list", "tag", "untag", "prune", "fsck")));
        assertEquals(List.of("tag"), after("image", "ta"));
        assertTrue(after("").contains("run"));
        assertFalse(after("").contains("__complete"));
        assertEquals(List.of(), after("nothing-like-it"));
    }

    @Test
    void flagsAndTheirValues() {
        assertEquals(List.of("--no-trunc", "--noheading"), after("image", "ls", "--no"));
        assertEquals(List.of("created", "name", "size"), after("images", "--sort", ""));
        assertEquals(List.of("--sort=size"), after("images", "--sort=s"));
        assertEquals(List.of("json"), after("images", "--format", "j"));
        assertEquals(List.of("label=", "label!=").stream().sorted().toList(), after("images", "-qf", "la"));
        assertEquals(List.of("container", "image"), after("inspect", "--type", ""));
        assertEquals(List.of("bash", "zsh"), after("completion", ""));
        assertTrue(after("pull", "--platform", "linux/arm").contains("linux/arm64"));
        assertEquals(List.of(":files"), after("image", "export", "-o", ""));
        assertEquals(List.of(":files"), after("image", "import", "x"));
    }

    @Test
    void namespaces() {
        assertEquals(List.of("container:web", "host", "private"), after("run", "--pid", ""));
        assertEquals(List.of("host", "private"), after("run", "--uts", ""));
        assertEquals(List.of("container:web"), after("create", "--network", "con"));
        assertEquals(List.of(":files"), after("run", "--cidfile", ""));
        assertEquals(List.of(":files"), after("run", "--device", "/dev/f"));
    }

    @Test
    void imagesAndContainers() {
        assertEquals(List.of("docker.io/library/alpine:3", "r.example/app:1"), after("rmi", ""));
        assertEquals(List.of("alpine:3"), after("rmi", "al"));
        assertEquals(List.of("r.example/app:1"), after("rmi", "alpine:3", "r"));
        assertEquals(List.of("web"), after("stop", ""));
        assertEquals(List.of("job"), after("start", ""));
        assertEquals(List.of("job", "web"), after("rm", "-f", ""));
        assertEquals(List.of("docker.io/library/alpine:3"), after("run", "--rm", "d"));
        assertEquals(
                List.of(),
                after("run", "alpine", "--r").stream()
                        .filter(w -> w.startsWith("--"))
                        .toList());
    }

    @Test
    @DisplayName("commands about indexes complete indexes; copying, the places there are")
    void indexesAndPlaces() {
        assertEquals(List.of("add", "annotate"), after("image", "index", "a"));
        assertEquals(List.of("remove"), after("manifest", "r"));
        assertEquals(0, run("image", "index", "create", "r.example/all:1"));
        assertEquals(List.of("r.example/all:1"), after("image", "index", "push", ""));
        assertEquals(List.of("r.example/all:1"), after("manifest", "annotate", ""));
        assertTrue(after("image", "index", "add", "r.example/all:1", "").contains("r.example/app:1"));
        assertTrue(after("manifest", "annotate", "r.example/all:1", "linux/arm").contains("linux/arm64"));
        assertEquals(
                List.of("docker-archive:", "docker://", "docker.io/library/alpine:3", ":files").stream()
                        .sorted()
                        .toList(),
                after("image", "copy", "docker").stream().sorted().toList());
    }

    @Test
    void theScripts() {
        assertEquals(0, run("completion", "bash"));
        assertTrue(context.output().endsWith("complete -F _atoll atoll\n"), context.output());
        assertEquals(0, run("completion", "zsh"));
        assertTrue(context.output().startsWith("#compdef atoll\n"), context.output());
        fails(125, "SHELL", "completion", "fish");
    }
}
